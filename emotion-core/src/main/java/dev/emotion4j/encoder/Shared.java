package dev.emotion4j.encoder;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What several encoders use together, closed when the last of them releases it. Thread-safe.
 *
 * @param <T> what is shared
 */
final class Shared<T> {
  private final T value;
  private final Consumer<? super T> close;
  private final AtomicInteger users = new AtomicInteger(1);

  /** Shares a value, which this call is the first user of. */
  Shared(T value, Consumer<? super T> close) {
    this.value = value;
    this.close = close;
  }

  T get() {
    return value;
  }

  /**
   * Counts one more user.
   *
   * @throws IllegalStateException if the last one has released it
   */
  void acquire() {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new IllegalStateException(value + " is closed; open another encoder over it");
    }
  }

  /** Counts one user less. */
  void release() {
    if (users.decrementAndGet() == 0) {
      close.accept(value);
    }
  }
}
