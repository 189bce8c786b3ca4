package dev.emotion4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps evenly spaced items of a stream whose length nobody knows, in constant memory: whenever
 * there is one too many, every other one goes, and from then on only every second, fourth, eighth
 * ... is wanted. What is kept at the end is {@code most / 2} to {@code most} items (or all of a
 * shorter stream) at equal distances. Not thread-safe.
 *
 * @param <F> what is kept of a frame
 */
final class EvenFrames<F> {
  private final int most;
  private final List<F> kept = new ArrayList<>();
  private final List<Long> keptPlaces = new ArrayList<>(); // where each stands, in steps
  private long places; // with or without an item
  private long seen;
  private long step = 1;

  /** Starts to keep this many at most, 1 or more. */
  EvenFrames(int most) {
    this.most = most;
  }

  /** Returns whether the next item would be kept: what it costs to make need not be paid if not. */
  boolean wanted() {
    return seen % step == 0;
  }

  /** Takes the next item, or nothing where one has no use but keeps its place. */
  void add(Optional<F> item) {
    if (wanted()) {
      places++;
      item.ifPresent(
          found -> {
            kept.add(found);
            keptPlaces.add(seen / step);
          });
      if (places > most) {
        thin();
      }
    }
    seen++;
  }

  private void thin() {
    List<F> items = List.copyOf(kept);
    List<Long> before = List.copyOf(keptPlaces);
    kept.clear();
    keptPlaces.clear();
    for (int i = 0; i < items.size(); i++) {
      if (before.get(i) % 2 == 0) {
        kept.add(items.get(i));
        keptPlaces.add(before.get(i) / 2);
      }
    }
    step *= 2;
    places = (places + 1) / 2;
  }

  /** Returns what was kept, in order. */
  List<F> kept() {
    return List.copyOf(kept);
  }

  /** Returns how many items came. */
  long seen() {
    return seen;
  }

  /** Returns whether some were left out to keep to the limit. */
  boolean thinned() {
    return step > 1;
  }
}
