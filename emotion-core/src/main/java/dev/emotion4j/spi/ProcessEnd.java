package dev.emotion4j.spi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Keeps a process from ending amid native work. When a JVM ends (a signal, {@code System.exit}, the
 * last thread), the C++ libraries in it destroy their global objects while daemon threads and,
 * after a signal, all others still run: libtorch then jumps to address 0, and what was an orderly
 * end is a crash. So a shutdown hook waits until the work under way has returned, and the threads
 * that did it get no further: they wait for the end of the process.
 *
 * <p>Threads that did none before the end began, as those of other shutdown hooks, may still do
 * some (the JVM waits for its hooks): a last checkpoint can be saved. The end waits for {@value
 * #PATIENCE_SECONDS} seconds at most. A thread that is held back waits for one, then its work is
 * refused: a hook may be waiting for it, to close what it uses. Thread-safe.
 */
public final class ProcessEnd {
  /** How long at most native work under way delays the end of a process. */
  public static final int PATIENCE_SECONDS = 10;

  private static final int HELD_BACK_SECONDS = 1;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CHANGED = LOCK.newCondition();
  // How deep this thread is in native work; absent if it never was.
  private static final ThreadLocal<Integer> DEPTH = new ThreadLocal<>();
  private static int working;
  private static boolean ending = !hooked();

  private ProcessEnd() {}

  /**
   * Does native work, amid which the process does not end.
   *
   * @throws IllegalStateException if the process is ending, but does not within a second, and this
   *     thread worked before
   */
  public static <T> T notAmid(Supplier<T> work) {
    begin();
    try {
      return work.get();
    } finally {
      end();
    }
  }

  /**
   * Returns whether the process has begun to end: libraries with a shutdown hook of their own, as
   * ONNX Runtime, may be closed by then, whichever thread asks.
   */
  public static boolean hasBegun() {
    LOCK.lock();
    try {
      return ending || !running();
    } finally {
      LOCK.unlock();
    }
  }

  private static void begin() {
    Integer depth = DEPTH.get();
    LOCK.lock();
    try {
      if (ending && depth != null && depth == 0 && !awaited(() -> false, HELD_BACK_SECONDS)) {
        throw new IllegalStateException(
            "the process is ending; expected no further work. Do the last work of a process in a"
                + " shutdown hook's own thread");
      }
      if (depth != null) {
        DEPTH.set(depth + 1);
      } else if (!ending && running()) {
        DEPTH.set(1);
      }
      working++;
    } finally {
      LOCK.unlock();
    }
  }

  private static void end() {
    Integer depth = DEPTH.get();
    if (depth != null) {
      DEPTH.set(depth - 1);
    }
    LOCK.lock();
    try {
      working--;
      CHANGED.signalAll();
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean hooked() {
    return accepted(
        () ->
            Runtime.getRuntime()
                .addShutdownHook(new Thread(ProcessEnd::quiet, "emotion4j-process-end")));
  }

  // Hooks run side by side: another one may come here before ours has said that this is the end.
  // Nothing else but a refused registration tells.
  private static boolean running() {
    Thread probe = new Thread(() -> {}, "emotion4j-probe");
    return accepted(
        () -> {
          Runtime.getRuntime().addShutdownHook(probe);
          Runtime.getRuntime().removeShutdownHook(probe);
        });
  }

  private static boolean accepted(Runnable registration) {
    try {
      registration.run();
      return true;
    } catch (IllegalStateException e) { // the JVM is ending
      return false;
    }
  }

  private static void quiet() {
    LOCK.lock();
    try {
      ending = true;
      awaited(() -> working == 0, PATIENCE_SECONDS);
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean awaited(BooleanSupplier reached, int seconds) {
    long left = TimeUnit.SECONDS.toNanos(seconds);
    while (!reached.getAsBoolean() && left > 0) {
      try {
        left = CHANGED.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return reached.getAsBoolean();
      }
    }
    return reached.getAsBoolean();
  }
}
