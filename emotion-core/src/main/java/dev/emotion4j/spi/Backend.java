package dev.emotion4j.spi;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Weights;
import java.util.Optional;

/**
 * A machine that runs recorded graphs. Found by {@link java.util.ServiceLoader}, chosen by name.
 * Thread-safe; creating one loads no native code, {@link #compile} may.
 */
public interface Backend {
  /** Returns the name by which it is chosen: {@code onnx}, {@code djl}. */
  String name();

  /**
   * Prepares a graph for running.
   *
   * @param graph the recording; dropout is the identity
   * @param weights the values of its parameters; their memory is shared where possible, and held
   *     until the executable is closed
   * @throws IllegalArgumentException if a parameter has no value or another shape
   * @throws dev.emotion4j.signal.EmotionException if the machine cannot run it; the message says
   *     which operation or which missing native library, and what to do
   */
  Executable compile(Graph graph, Weights weights, ExecutionOptions options);

  /** Returns the ability to train, if the backend has it. */
  default Optional<Training> training() {
    return Optional.empty();
  }

  /** Returns the ability to run ONNX files of any origin, if the backend has it. */
  default Optional<ModelFiles> modelFiles() {
    return Optional.empty();
  }
}
