package dev.emotion4j.backend.onnx;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Type;
import dev.emotion4j.model.OnnxFile;
import dev.emotion4j.model.OnnxType;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs ONNX files of any origin. Stateless and thread-safe.
 *
 * <pre>{@code
 * try (Executable model = OnnxModels.open(Path.of("model.onnx"), ExecutionOptions.DEFAULT)) {
 *   Tensor logits = model.run(Map.of("pixels", pixels)).get("logits");
 * }
 * }</pre>
 */
public final class OnnxModels {
  private OnnxModels() {}

  /**
   * Opens a file. Inputs, outputs and symbols of shapes are those that it declares; weights outside
   * the file must lie in its folder.
   *
   * @throws dev.emotion4j.model.FormatException if it is no ONNX file, or its weights lie elsewhere
   * @throws EmotionException if ONNX Runtime cannot run it, or an input is of a type other than
   *     float, int64 and bool
   */
  public static Executable open(Path file, ExecutionOptions options) throws IOException {
    OnnxFile index = OnnxFile.of(file);
    index.externalFiles();
    String name = String.valueOf(file.getFileName());
    List<Input> inputs = inputs(name, index);
    Session session = Session.open("'" + name + "'", file.toAbsolutePath().toString(), options);
    return new OnnxExecutable(
        "the model '" + name + "'", inputs, index.outputs().keySet(), session);
  }

  /** Returns the inputs that a file declares, without running it. */
  public static List<Input> inputs(Path file) throws IOException {
    return inputs(String.valueOf(file.getFileName()), OnnxFile.of(file));
  }

  private static List<Input> inputs(String file, OnnxFile index) {
    List<Input> inputs = new ArrayList<>();
    for (OnnxFile.Value value : index.inputs().values()) {
      if (index.initializers().containsKey(value.name())) {
        continue; // old files list the weights among the inputs
      }
      Type type =
          value
              .type()
              .flatMap(OnnxType::type)
              .orElseThrow(() -> unfit(file, value, "expected a tensor of FLOAT, INT64 or BOOL"));
      Shape shape =
          value
              .shape()
              .orElseThrow(() -> unfit(file, value, "expected a known number of dimensions"));
      inputs.add(new Input(value.name(), new Spec(type, shape)));
    }
    return inputs;
  }

  private static EmotionException unfit(String file, OnnxFile.Value value, String expected) {
    return new EmotionException(
        "input '"
            + value.name()
            + "' of '"
            + file
            + "' is "
            + value.type().map(OnnxType::name).orElse("of no known type")
            + " "
            + value.shape().map(Shape::toString).orElse("of unknown rank")
            + "; "
            + expected
            + ". Convert the model");
  }
}
