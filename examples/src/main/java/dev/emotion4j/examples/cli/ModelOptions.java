package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.RecognizerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model runs, and where. */
final class ModelOptions {
  @Option(
      names = "--model",
      defaultValue = "builtin",
      paramLabel = "builtin|DIR",
      description = "The built-in model, or a model directory (default: ${DEFAULT-VALUE}).")
  private String model = "builtin";

  @Option(
      names = "--backend",
      defaultValue = "onnx",
      description = "The backend by name: onnx or djl (default: ${DEFAULT-VALUE}).")
  private String backend = "onnx";

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads within one operation (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  void check(Usage usage) {
    usage.atLeast("--threads", threads, 1);
  }

  EmotionRecognizer open() throws IOException {
    RecognizerBuilder builder = EmotionRecognizer.builder().backend(backend).threads(threads);
    return (model.equals("builtin") ? builder.builtIn() : builder.load(Path.of(model))).build();
  }
}
