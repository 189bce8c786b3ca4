package dev.emotion4j.tuning;

import dev.emotion4j.math.Initializer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Shows rows of rare classes more often: a row of a class with share {@code f} stands {@code max(1,
 * sqrt(threshold / f))} times in the data, rounded up or down at random (repeat factor sampling,
 * Gupta, Dollar and Girshick, 2019). Gentler than full balancing, which costs the frequent classes.
 * Immutable.
 *
 * @param threshold the share below which a class is repeated, from 0 (nothing is) to 1
 */
public record RepeatFactor(double threshold) {
  /** Checks the share. */
  public RepeatFactor {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "repeat threshold " + threshold + "; expected a share from 0 to 1");
    }
  }

  /**
   * Returns the rows to train on, each as often as it stands in the data, in order.
   *
   * @param labels the class of each row
   * @param seed of the rounding
   */
  public int[] rows(int[] labels, long seed) {
    int classes = Arrays.stream(labels).max().orElse(-1) + 1;
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    SplittableRandom random = new SplittableRandom(Initializer.mix(seed, "repeat factor"));
    int[] rows = new int[labels.length];
    int size = 0;
    for (int row = 0; row < labels.length; row++) {
      double factor = Math.sqrt(threshold * labels.length / counts[labels[row]]);
      int times = times(Math.max(1, factor), random);
      if (size + times > rows.length) {
        rows = Arrays.copyOf(rows, Math.max(2 * rows.length, size + times));
      }
      Arrays.fill(rows, size, size + times, row);
      size += times;
    }
    return Arrays.copyOf(rows, size);
  }

  private static int times(double factor, SplittableRandom random) {
    int whole = (int) factor;
    return random.nextDouble() < factor - whole ? whole + 1 : whole;
  }
}
