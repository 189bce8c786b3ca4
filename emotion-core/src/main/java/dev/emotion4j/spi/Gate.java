package dev.emotion4j.spi;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Guards native memory: admits runs until it is closed, and frees when the last run has left. For
 * implementers of {@link Executable} and {@link Trainer}. Thread-safe; runs do not exclude each
 * other.
 *
 * <p>A thread that closes from within its own run does not wait for itself: it returns at once, and
 * the last run to leave frees.
 *
 * <p>The process does not end amid the runs of a gate {@link #ofNative of native code}: see {@link
 * ProcessEnd}.
 */
public final class Gate {
  private final String what;
  private final boolean nativeCode;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Thread, Integer> inside = new HashMap<>();
  private @Nullable Runnable free;
  private boolean closed;
  private boolean freed;

  /**
   * Opens a gate.
   *
   * @param what what it guards, for the message after closing: {@code the executable of text}
   */
  public Gate(String what) {
    this(what, false);
  }

  private Gate(String what, boolean nativeCode) {
    this.what = what;
    this.nativeCode = nativeCode;
  }

  /**
   * Opens a gate whose runs are calls of native code, each a matter of seconds at most.
   *
   * @param what what it guards, as in {@link #Gate}
   */
  public static Gate ofNative(String what) {
    return new Gate(what, true);
  }

  /**
   * Runs work that touches what the gate guards.
   *
   * @throws IllegalStateException after {@link #close}; the message names what was closed
   */
  public <T> T run(Supplier<T> work) {
    // In this order: a thread that is held back at the end of the process must not keep the gate
    // from being closed by a shutdown hook.
    return nativeCode ? ProcessEnd.notAmid(() -> admitted(work)) : admitted(work);
  }

  private <T> T admitted(Supplier<T> work) {
    enter();
    try {
      return work.get();
    } finally {
      leave();
    }
  }

  /** Returns whether {@link #close} was called. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Admits no further run, waits for those under way, then frees, once. Later calls wait until that
   * is done and free nothing.
   *
   * @param release gives the memory back
   */
  public void close(Runnable release) {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        free = release;
      }
      if (inside.containsKey(Thread.currentThread())) {
        return;
      }
      while (!inside.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    freeOnce();
  }

  private void enter() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            what + " is closed; make a new one, and close it after its last use");
      }
      inside.merge(Thread.currentThread(), 1, Integer::sum);
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    boolean last;
    lock.lock();
    try {
      inside.computeIfPresent(Thread.currentThread(), (t, depth) -> depth == 1 ? null : depth - 1);
      last = closed && inside.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (last) {
      freeOnce();
    }
  }

  private void freeOnce() {
    Runnable mine = null;
    lock.lock();
    try {
      if (free != null) {
        mine = free;
        free = null;
      }
      while (mine == null && !freed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    if (mine == null) {
      return;
    }
    try {
      Runnable freeing = mine;
      if (nativeCode) {
        ProcessEnd.notAmid(
            () -> {
              freeing.run();
              return freeing;
            });
      } else {
        freeing.run();
      }
    } finally {
      lock.lock();
      try {
        freed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
