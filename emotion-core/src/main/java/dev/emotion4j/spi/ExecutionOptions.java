package dev.emotion4j.spi;

import java.util.Optional;

/**
 * How a backend runs.
 *
 * @param device where; empty lets the backend choose: a GPU if one is usable, else the CPU
 * @param threads threads within one operation, 1 or more
 */
public record ExecutionOptions(Optional<Device> device, int threads) {
  /** An automatic device and one thread per run: callers' own threads give the parallelism. */
  public static final ExecutionOptions DEFAULT = new ExecutionOptions(Optional.empty(), 1);

  /** Checks the thread count. */
  public ExecutionOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + "; expected 1 or more");
    }
  }

  /** Returns a copy with this many threads. */
  public ExecutionOptions threads(int count) {
    return new ExecutionOptions(device, count);
  }

  /** Returns a copy for one device. */
  public ExecutionOptions device(Device chosen) {
    return new ExecutionOptions(Optional.of(chosen), threads);
  }
}
