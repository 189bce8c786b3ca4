package dev.emotion4j.examples;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertConfig;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A Hugging Face directory of a BERT so small that it trains in seconds, made by a seed: the words
 * of the forty sentences in the test resources, letters for all other words, random weights.
 */
public final class TinyCheckpoint {
  static final int WIDTH = 32;
  static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");
  public static final LabelSet LABELS = LabelSet.of("joy", "sadness", "anger", "fear");

  private TinyCheckpoint() {}

  /** Writes one. */
  public static Path write(Path directory, long seed) {
    try {
      Files.createDirectories(directory);
      List<String> vocabulary = vocabulary();
      BertConfig config =
          new BertConfig(vocabulary.size(), WIDTH, 2, 2, 64, 128, 2, 1e-12, 0.1, 0.1);
      Files.writeString(directory.resolve("config.json"), Json.write(json(config)));
      Files.writeString(directory.resolve("tokenizer.json"), Json.write(tokenizer(vocabulary)));
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Parameter parameter : Graph.record(new Bert(config, TokenPooling.POOLER)).parameters()) {
        tensors.put(parameter.path(), value(parameter, seed));
      }
      Safetensors.write(directory.resolve("model.safetensors"), tensors);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a checkpoint and a model directory on it, with a random head for Ekman's labels. */
  public static Path model(Path directory, long seed) {
    Path checkpoint = write(directory.resolve("checkpoint-" + seed), seed);
    Path target = directory.resolve("model-" + seed);
    LabelSet labels = LabelSet.EKMAN;
    Map<String, Tensor> head = new LinkedHashMap<>();
    Initializer random = Initializer.normal(0.5);
    head.put("classifier.weight", random.create(seed, "w", List.of(labels.size(), WIDTH)));
    head.put("classifier.bias", random.create(seed, "b", List.of(labels.size())));
    EmotionModel model =
        new EmotionModel(
            "tiny",
            labels,
            List.of(Encoders.bert(checkpoint)),
            Fusion.concat(),
            List.of(),
            Weights.of(head),
            0.1,
            Calibration.NONE,
            Map.of());
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model).backend("onnx").build()) {
      recognizer.save(target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a set of the forty sentences, for example {@code train.jsonl}. */
  public static Path sentences(String name, Path directory) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = resource(name)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** Returns a set of the forty sentences. */
  static List<Example> examples(String name) {
    List<Example> examples = new ArrayList<>();
    for (Json line : lines(name)) {
      examples.add(Example.of(line.get("text").text(), line.get("label").text()));
    }
    return examples;
  }

  static List<Sample> samples(String name) {
    return lines(name).stream().map(line -> Sample.of(Text.of(line.get("text").text()))).toList();
  }

  private static List<Json> lines(String name) {
    try (InputStream in = resource(name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .map(line -> Json.parse(name, line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = TinyCheckpoint.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the test resource " + name + " is missing");
    }
    return in;
  }

  private static List<String> vocabulary() {
    TreeSet<String> words = new TreeSet<>();
    for (String name : List.of("train.jsonl", "validation.jsonl", "test.jsonl")) {
      for (Json line : lines(name)) {
        words.addAll(List.of(line.get("text").text().toLowerCase(Locale.ROOT).split(" ")));
      }
    }
    for (char c = 'a'; c <= 'z'; c++) {
      words.add(String.valueOf(c));
      words.add("##" + c);
    }
    words.addAll(List.of(".", ",", "!", "?", "'"));
    List<String> all = new ArrayList<>(SPECIAL);
    all.addAll(words);
    return all;
  }

  private static Tensor value(Parameter parameter, long seed) {
    String path = parameter.path();
    double deviation = path.contains("embeddings") ? 1 : path.endsWith("bias") ? 0.1 : 0.2;
    if (!path.endsWith("LayerNorm.weight")) {
      return Initializer.normal(deviation).create(seed, path, parameter.shape());
    }
    float[] gains = Initializer.normal(0.1).create(seed, path, parameter.shape()).floats();
    for (int i = 0; i < gains.length; i++) {
      gains[i] += 1;
    }
    return Tensor.of(gains, gains.length);
  }

  private static Map<String, Object> json(BertConfig config) {
    return Map.of(
        "model_type", "bert",
        "hidden_act", "gelu",
        "vocab_size", config.vocabulary(),
        "hidden_size", config.hidden(),
        "num_hidden_layers", config.layers(),
        "num_attention_heads", config.heads(),
        "intermediate_size", config.intermediate(),
        "max_position_embeddings", config.positions(),
        "type_vocab_size", config.types());
  }

  private static Map<String, Object> tokenizer(List<String> vocabulary) {
    Map<String, Object> ids = new LinkedHashMap<>();
    vocabulary.forEach(word -> ids.put(word, ids.size()));
    List<Object> added = new ArrayList<>();
    for (String token : SPECIAL) {
      added.add(
          Map.of(
              "id", SPECIAL.indexOf(token),
              "content", token,
              "single_word", false,
              "lstrip", false,
              "rstrip", false,
              "normalized", false,
              "special", true));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("truncation", null);
    json.put("padding", null);
    json.put("added_tokens", added);
    Map<String, Object> normalizer = new LinkedHashMap<>();
    normalizer.put("type", "BertNormalizer");
    normalizer.put("clean_text", true);
    normalizer.put("handle_chinese_chars", true);
    normalizer.put("strip_accents", null);
    normalizer.put("lowercase", true);
    json.put("normalizer", normalizer);
    json.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
    json.put("post_processor", template());
    json.put("decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
    json.put(
        "model",
        Map.of(
            "type", "WordPiece",
            "unk_token", "[UNK]",
            "continuing_subword_prefix", "##",
            "max_input_chars_per_word", 100,
            "vocab", ids));
    return json;
  }

  private static Map<String, Object> template() {
    Object open = Map.of("SpecialToken", Map.of("id", "[CLS]", "type_id", 0));
    Object close = Map.of("SpecialToken", Map.of("id", "[SEP]", "type_id", 0));
    Object text = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Object second = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
    Object end = Map.of("SpecialToken", Map.of("id", "[SEP]", "type_id", 1));
    return Map.of(
        "type", "TemplateProcessing",
        "single", List.of(open, text, close),
        "pair", List.of(open, text, close, second, end),
        "special_tokens", Map.of("[CLS]", special("[CLS]"), "[SEP]", special("[SEP]")));
  }

  private static Map<String, Object> special(String token) {
    return Map.of("id", token, "ids", List.of(SPECIAL.indexOf(token)), "tokens", List.of(token));
  }
}
