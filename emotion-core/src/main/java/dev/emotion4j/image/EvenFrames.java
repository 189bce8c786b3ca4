package dev.emotion4j.image;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps evenly spaced items of a stream whose length nobody knows, in constant memory: whenever
 * there is one too many, every other one goes, and from then on only every second, fourth, eighth
 * ... is wanted. What is kept at the end is {@code most / 2} to {@code most} items (or all of a
 * shorter stream) at equal distances, from the first. Not thread-safe.
 *
 * @param <F> what is kept of a frame
 */
public final class EvenFrames<F> {
  private final int most;
  private final List<F> kept = new ArrayList<>();
  private long seen;
  private long step = 1;

  /** Starts to keep this many at most, 1 or more. */
  public EvenFrames(int most) {
    this.most = most;
  }

  /** Returns whether the next item will be kept; if not, it is {@linkplain #skip skipped}. */
  public boolean wanted() {
    return seen % step == 0;
  }

  /** Takes the next item, which is wanted. */
  public void add(F item) {
    kept.add(item);
    seen++;
    if (kept.size() > most) {
      for (int i = 1; i < kept.size(); i++) {
        kept.remove(i);
      }
      step *= 2;
    }
  }

  /** Lets the next item pass. */
  public void skip() {
    seen++;
  }

  /** Returns what was kept, in order. */
  public List<F> kept() {
    return List.copyOf(kept);
  }

  /** Returns how many items came. */
  public long seen() {
    return seen;
  }
}
