package dev.emotion4j.math;

import java.util.List;

/**
 * A computation written once over {@link Ops} and interpreted by many machines. Implementations are
 * immutable, free of I/O, time and randomness, and return logits, never probabilities.
 *
 * <p>The names of inputs and outputs are the names in exported ONNX and TorchScript files; the
 * paths of its parameters are the names in the checkpoint.
 */
public interface Network {
  /** Returns what the network takes, with the symbols of its shapes. */
  List<Input> inputs();

  /**
   * Computes the outputs.
   *
   * @param scope gives the operations and the parameters
   * @param inputs one value per declared input
   */
  <T> Values<T> apply(Scope<T> scope, Values<T> inputs);
}
