package dev.emotion4j.encoder;

import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The sizes of a BERT. Immutable.
 *
 * @param vocabulary how many ids the word table knows
 * @param hidden the width of a token
 * @param layers how many layers
 * @param heads attention heads per layer; divides {@code hidden}
 * @param intermediate the width inside the feed-forward branch
 * @param positions the most tokens of a text
 * @param types how many segment ids there are
 * @param layerNormEps what is added to the variance
 * @param hiddenDropout the rate after embeddings and branches, in training
 * @param attentionDropout the rate of attention weights, in training
 */
public record BertConfig(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int intermediate,
    int positions,
    int types,
    double layerNormEps,
    double hiddenDropout,
    double attentionDropout) {
  /** The sizes of all-MiniLM-L6-v2. */
  public static final BertConfig MINI_LM =
      new BertConfig(30_522, 384, 6, 12, 1536, 512, 2, 1e-12, 0.1, 0.1);

  private static final int MOST = 1 << 24;

  /** Checks the sizes. */
  public BertConfig {
    check("vocabulary", vocabulary);
    check("hidden", hidden);
    check("layers", layers);
    check("heads", heads);
    check("intermediate", intermediate);
    check("positions", positions);
    check("types", types);
    if (hidden % heads != 0) {
      throw new IllegalArgumentException(
          "hidden size " + hidden + " is not a multiple of " + heads + " attention heads");
    }
    rate("hiddenDropout", hiddenDropout);
    rate("attentionDropout", attentionDropout);
    if (!(layerNormEps > 0)) {
      throw new IllegalArgumentException("layerNormEps " + layerNormEps + "; expected more than 0");
    }
  }

  /**
   * Reads a Hugging Face {@code config.json}. Fields that do not change what is computed are
   * ignored.
   *
   * @throws dev.emotion4j.model.FormatException if a size is missing, or a field asks for other
   *     mathematics than this BERT's; the message names the field
   */
  public static BertConfig read(Path configJson) throws IOException {
    return of(Json.read(configJson));
  }

  /** Reads a parsed {@code config.json}; see {@link #read}. */
  public static BertConfig of(Json json) {
    demand(json, "model_type", "bert");
    demand(json, "hidden_act", "gelu");
    demand(json, "position_embedding_type", "absolute");
    refuse(json, "is_decoder");
    refuse(json, "is_encoder_decoder");
    refuse(json, "add_cross_attention");
    json.find("quantization_config")
        .ifPresent(
            found -> {
              throw found.error("the checkpoint is quantized; expected float weights");
            });
    int hidden = size(json, "hidden_size");
    json.find("embedding_size")
        .ifPresent(
            found -> {
              if (found.integer() != hidden) {
                throw found.error("found " + found.integer() + ", expected hidden_size " + hidden);
              }
            });
    int heads = size(json, "num_attention_heads");
    if (hidden % heads != 0) {
      throw json.get("num_attention_heads")
          .error("found " + heads + ", which does not divide hidden_size " + hidden);
    }
    return new BertConfig(
        size(json, "vocab_size"),
        hidden,
        size(json, "num_hidden_layers"),
        heads,
        size(json, "intermediate_size"),
        size(json, "max_position_embeddings"),
        json.find("type_vocab_size").map(found -> found.integer(1, MOST)).orElse(2),
        json.find("layer_norm_eps").map(Json::number).orElse(1e-12),
        json.find("hidden_dropout_prob").map(Json::number).orElse(0.1),
        json.find("attention_probs_dropout_prob").map(Json::number).orElse(0.1));
  }

  /** Returns a copy with one dropout rate everywhere. */
  public BertConfig dropout(double rate) {
    return new BertConfig(
        vocabulary,
        hidden,
        layers,
        heads,
        intermediate,
        positions,
        types,
        layerNormEps,
        rate,
        rate);
  }

  private static int size(Json json, String field) {
    return json.get(field).integer(1, MOST);
  }

  private static void demand(Json json, String field, String only) {
    Optional<Json> found = json.find(field);
    if (found.isPresent() && !found.get().text().equals(only)) {
      throw found
          .get()
          .error("found '" + found.get().text() + "'; this BERT knows '" + only + "' only");
    }
  }

  private static void refuse(Json json, String field) {
    Optional<Json> found = json.find(field);
    if (found.isPresent() && found.get().truth()) {
      throw found.get().error("found true; this BERT is an encoder without it, expected false");
    }
  }

  private static void check(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(name + " " + size + "; expected 1 or more");
    }
  }

  private static void rate(String name, double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(name + " " + rate + "; expected 0 to below 1");
    }
  }
}
