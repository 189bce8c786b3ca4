package dev.emotion4j.body;

import java.util.Optional;

/**
 * Heart rate variability in the time domain (Task Force, 1996), in milliseconds, and of the
 * Poincare plot (Brennan et al., 2001). Immutable.
 *
 * @param meanRr the mean interval
 * @param medianRr the median interval
 * @param minRr the shortest
 * @param maxRr the longest
 * @param sdnn the standard deviation of the intervals (divisor n - 1)
 * @param rmssd the root of the mean square of successive differences
 * @param sdsd the standard deviation of successive differences (divisor n - 1)
 * @param pnn50 successive differences above 50 ms, in percent of the intervals
 * @param sd1 the spread across the line of identity, {@code sdsd / sqrt(2)}
 * @param sd2 the spread along it, {@code sqrt(2 sdnn^2 - sd1^2)}
 */
public record HeartRateVariability(
    double meanRr,
    double medianRr,
    double minRr,
    double maxRr,
    double sdnn,
    double rmssd,
    double sdsd,
    double pnn50,
    double sd1,
    double sd2) {
  /** The fewest differences that a spread is computed from. */
  public static final int MIN_DIFFERENCES = 5;

  /** Computes; empty for fewer than {@link #MIN_DIFFERENCES} successive differences. */
  public static Optional<HeartRateVariability> of(RrIntervals intervals) {
    double[] rr = intervals.values();
    double[] differences = intervals.differences();
    if (differences.length < MIN_DIFFERENCES) {
      return Optional.empty();
    }
    double squares = 0;
    int large = 0;
    for (double d : differences) {
      squares += d * d;
      large += Math.abs(d) > 50 ? 1 : 0;
    }
    double sdnn = Statistics.deviation(rr, 1);
    double sdsd = Statistics.deviation(differences, 1);
    double sd1 = sdsd / Math.sqrt(2);
    return Optional.of(
        new HeartRateVariability(
            Statistics.mean(rr),
            Statistics.median(rr),
            Statistics.min(rr),
            Statistics.max(rr),
            sdnn,
            Math.sqrt(squares / differences.length),
            sdsd,
            100.0 * large / (differences.length + 1),
            sd1,
            Math.sqrt(Math.max(0, 2 * sdnn * sdnn - sd1 * sd1))));
  }

  @Override
  public String toString() {
    return "heart rate variability in the time domain";
  }
}
