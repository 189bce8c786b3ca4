package dev.emotion4j.spi;

import dev.emotion4j.math.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A backend's ability to run an ONNX file of any origin as it is: face detectors, voice activity
 * detectors, other people's emotion models. Thread-safe.
 */
public interface ModelFiles {
  /**
   * Opens a file; its inputs, outputs and symbols are those that it declares.
   *
   * @throws IOException if it cannot be read
   * @throws dev.emotion4j.signal.EmotionException if it is no ONNX file, is damaged, or the backend
   *     cannot run it
   */
  Executable open(Path file, ExecutionOptions options) throws IOException;

  /**
   * Returns the inputs that a file declares, without running it.
   *
   * @throws IOException if it cannot be read
   * @throws dev.emotion4j.signal.EmotionException if it is no ONNX file
   */
  List<Input> inputs(Path file) throws IOException;

  /**
   * Returns the ability of the first backend on the class path, by name, that has it: what a file
   * computes does not depend on which backend runs it.
   *
   * @throws IllegalArgumentException if none has it; the message says what to add
   */
  static ModelFiles any() {
    return Providers.all(Backend.class, Backend::name).stream()
        .flatMap(backend -> backend.modelFiles().stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no backend on the class path runs ONNX files. Add"
                        + " dev.emotion4j:emotion-backend-onnx to the class path"));
  }
}
