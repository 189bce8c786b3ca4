package dev.emotion4j.body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Intervals between normal heart beats, artefacts taken out. Immutable.
 *
 * <p>An interval is an artefact if it is outside 300 to 2000 ms (200 to 30 beats per minute), or
 * more than 30 % away from the median of itself and the plausible ones among its five neighbours on
 * either side (a median filter, after Task Force, 1996, who compare with 20 % of the interval
 * before; a wrist needs more tolerance). Artefacts are left out, not replaced: differences are
 * taken only between intervals that followed one another.
 *
 * @param values the normal intervals in milliseconds
 * @param ends when each ended, in seconds
 * @param follows whether each directly follows the one before it
 * @param removed the share of the intervals that was left out, 0 to 1
 */
public record RrIntervals(double[] values, double[] ends, boolean[] follows, double removed) {
  static final double SHORTEST = 300;
  static final double LONGEST = 2000;
  private static final double TOLERANCE = 0.3;
  private static final int NEIGHBOURS = 5;

  /** Returns the normal intervals between peaks. */
  public static RrIntervals between(int[] peaks, double rate) {
    double[] intervals = HeartBeats.intervals(peaks, rate);
    double[] ends = new double[intervals.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = peaks[i + 1] / rate;
    }
    return of(intervals, ends);
  }

  /**
   * Returns the normal ones among intervals.
   *
   * @param milliseconds the intervals
   * @param ends when each ended, in seconds, ascending; where an interval does not begin at the end
   *     of the one before it, a beat was missed
   */
  public static RrIntervals of(double[] milliseconds, double[] ends) {
    boolean[] normal = normal(milliseconds);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < normal.length; i++) {
      if (normal[i]) {
        kept.add(i);
      }
    }
    int n = kept.size();
    double[] values = new double[n];
    double[] times = new double[n];
    boolean[] follows = new boolean[n];
    for (int k = 0; k < n; k++) {
      int i = kept.get(k);
      values[k] = milliseconds[i];
      times[k] = ends[i];
      follows[k] =
          k > 0
              && kept.get(k - 1) == i - 1
              && Math.abs(ends[i] - ends[i - 1] - milliseconds[i] / 1000) < 0.02;
    }
    double removed = milliseconds.length == 0 ? 0 : 1 - (double) n / milliseconds.length;
    return new RrIntervals(values, times, follows, removed);
  }

  private static boolean[] normal(double[] all) {
    boolean[] plausible = new boolean[all.length];
    for (int i = 0; i < all.length; i++) {
      plausible[i] = all[i] >= SHORTEST && all[i] <= LONGEST;
    }
    boolean[] normal = plausible.clone();
    for (int i = 0; i < all.length; i++) {
      double[] near = new double[2 * NEIGHBOURS + 1];
      int count = 0;
      for (int k = Math.max(0, i - NEIGHBOURS);
          k <= Math.min(all.length - 1, i + NEIGHBOURS);
          k++) {
        if (plausible[k]) {
          near[count++] = all[k];
        }
      }
      if (normal[i]) {
        double median = Statistics.median(Arrays.copyOf(near, count));
        normal[i] = Math.abs(all[i] - median) <= TOLERANCE * median;
      }
    }
    return normal;
  }

  /** Returns the differences between intervals that followed one another. */
  double[] differences() {
    double[] differences = new double[values.length];
    int count = 0;
    for (int i = 1; i < values.length; i++) {
      if (follows[i]) {
        differences[count++] = values[i] - values[i - 1];
      }
    }
    return Arrays.copyOf(differences, count);
  }

  @Override
  public String toString() {
    return values.length + " normal intervals";
  }
}
