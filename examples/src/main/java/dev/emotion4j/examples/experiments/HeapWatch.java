package dev.emotion4j.examples.experiments;

/**
 * Watches how much the heap holds that is still in use, over what it held at the start, by
 * collecting garbage twice a second. Thread-safe.
 */
final class HeapWatch implements AutoCloseable {
  private final long start = used();
  private final Thread thread;
  private volatile long most;

  HeapWatch() {
    thread = new Thread(this::watch, "heap-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(500);
        look();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void look() {
    most = Math.max(most, used() - start);
  }

  /** Returns the most so far, in megabytes. */
  double most() {
    look();
    return most / (double) (1 << 20);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
