package dev.emotion4j.tokenizers;

import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertConfig;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Hugging Face directory of a tiny random BERT with a vocabulary of a few words. */
final class TinyCheckpoint {
  private static final List<String> VOCABULARY =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "i", "am", "so", "happy", "sad", "not", "fine",
          "face", "with", "tears", "of", "joy", "!", ".", "ang", "##ry");

  private TinyCheckpoint() {}

  static Path write(Path directory) throws IOException {
    Files.writeString(directory.resolve("config.json"), Json.write(config()));
    Files.writeString(directory.resolve("tokenizer.json"), Json.write(tokenizer()));
    BertConfig config = BertConfig.read(directory.resolve("config.json"));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter p : Graph.record(new Bert(config, TokenPooling.POOLER)).parameters()) {
      boolean gain = p.path().endsWith("LayerNorm.weight");
      Initializer initializer = gain ? Initializer.ones() : Initializer.normal(0.3);
      weights.put("bert." + p.path(), initializer.create(4, p.path(), p.shape()));
    }
    Safetensors.write(directory.resolve("model.safetensors"), weights);
    return directory;
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "bert");
    config.put("vocab_size", VOCABULARY.size());
    config.put("hidden_size", 8);
    config.put("num_hidden_layers", 2);
    config.put("num_attention_heads", 2);
    config.put("intermediate_size", 12);
    config.put("max_position_embeddings", 16);
    return config;
  }

  private static Map<String, Object> tokenizer() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    VOCABULARY.forEach(word -> vocabulary.put(word, vocabulary.size()));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "WordPiece");
    model.put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##");
    model.put("max_input_chars_per_word", 100);
    model.put("vocab", vocabulary);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("truncation", null);
    json.put("padding", null);
    json.put("added_tokens", List.of());
    json.put(
        "normalizer",
        Map.of(
            "type",
            "BertNormalizer",
            "clean_text",
            true,
            "handle_chinese_chars",
            true,
            "lowercase",
            true));
    json.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
    json.put(
        "post_processor",
        Map.of("type", "BertProcessing", "sep", List.of("[SEP]", 3), "cls", List.of("[CLS]", 2)));
    json.put("decoder", null);
    json.put("model", model);
    return json;
  }
}
