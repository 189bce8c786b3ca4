package dev.emotion4j.spi;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that a thread of its own does while the caller does something else, such as reading weights
 * and a tokenizer at once. The thread is a daemon, inherits the caller's context class loader, and
 * ends with the work. For few and long pieces; thread-safe.
 *
 * <p>Whoever starts one ends with {@link #get} or, if something else failed, with {@link #undo}:
 * else native memory that the work took would be lost.
 */
public final class Meanwhile<T> {
  private final FutureTask<T> task;

  private Meanwhile(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Starts.
   *
   * @param what names the thread: {@code emotion4j-what}
   */
  public static <T> Meanwhile<T> start(String what, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, "emotion4j-" + what);
    thread.setDaemon(true);
    thread.start();
    return new Meanwhile<>(task);
  }

  /**
   * Waits for the result. An interruption does not end the wait, and is kept for the caller.
   *
   * @throws RuntimeException what the work threw, or an error; its own object
   */
  public T get() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw new IllegalStateException("suppliers throw nothing else", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits, and closes the result if there is one.
   *
   * @param failure why; what the work or the closing throws is added to it as suppressed
   */
  public void undo(Throwable failure, Consumer<? super T> close) {
    try {
      close.accept(get());
    } catch (RuntimeException | Error e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
    }
  }
}
