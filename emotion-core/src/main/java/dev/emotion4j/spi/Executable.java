package dev.emotion4j.spi;

import dev.emotion4j.math.Tensor;
import java.util.Map;

/**
 * A graph ready to run. Thread-safe: calls from several threads give the same bits as one after the
 * other. Native memory lives and dies inside one call.
 */
public interface Executable extends AutoCloseable {
  /**
   * Runs the graph.
   *
   * @param inputs one tensor per declared input
   * @return the outputs by name, in new memory of the caller's
   * @throws IllegalArgumentException before any native code if an input is missing, unknown, of
   *     another type or of a shape that does not fit its symbols, if the batch is empty, or if an
   *     F32 input holds NaN or infinity
   * @throws IllegalStateException after {@link #close}
   */
  Map<String, Tensor> run(Map<String, Tensor> inputs);

  /** Returns where it runs. */
  Device device();

  /** Admits no further run, waits for those under way, then frees. Closing twice is fine. */
  @Override
  void close();
}
