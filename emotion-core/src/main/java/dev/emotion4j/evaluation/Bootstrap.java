package dev.emotion4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, chapter 13): draws as many samples as there are,
 * with replacement, again and again, and looks at how the value spreads. Immutable and thread-safe;
 * one seed gives the same intervals on every machine.
 *
 * <p>Samples are taken to be independent. Where they are not (utterances of one speaker, frames of
 * one video) the interval is too narrow. Cost: {@code resamples} evaluations of the value.
 *
 * @param resamples how often to draw, at least 1; 1000 unless told
 * @param level the share of the drawn values that the interval holds, between 0 and 1; 0.95 unless
 *     told
 * @param seed where the random numbers start
 */
public record Bootstrap(int resamples, double level, long seed) {

  /**
   * A bootstrap.
   *
   * @throws IllegalArgumentException if resamples is below 1 or the level is not between 0 and 1
   */
  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "resamples is " + resamples + ", expected at least 1; 1000 is usual");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "level is " + level + ", expected a number between 0 and 1, such as 0.95");
    }
  }

  /** 1000 resamples and 95 % intervals. */
  public static Bootstrap seeded(long seed) {
    return new Bootstrap(1000, 0.95, seed);
  }

  /** The same with another number of resamples. */
  public Bootstrap resamples(int count) {
    return new Bootstrap(count, level, seed);
  }

  /** The same with another level. */
  public Bootstrap level(double share) {
    return new Bootstrap(resamples, share, seed);
  }

  /**
   * The interval of a value.
   *
   * @param n the number of samples
   * @param statistic the value of the samples with these indices, which repeat; the array is
   *     reused, do not keep it
   * @throws IllegalArgumentException if there is no sample or a value is NaN
   */
  public ConfidenceInterval interval(int n, ToDoubleFunction<int[]> statistic) {
    return interval(
        n, statistic.applyAsDouble(IntStream.range(0, Math.max(0, n)).toArray()), statistic);
  }

  ConfidenceInterval interval(int n, double estimate, ToDoubleFunction<int[]> statistic) {
    return intervals(
            n, new double[] {estimate}, rows -> new double[] {statistic.applyAsDouble(rows)})
        .get(0);
  }

  /** The intervals of several values over the same resamples. */
  List<ConfidenceInterval> intervals(
      int n, double[] estimates, Function<int[], double[]> statistics) {
    Check.notEmpty("samples", n);
    double[][] drawn = new double[estimates.length][resamples];
    SplittableRandom random = new SplittableRandom(seed);
    int[] rows = new int[n];
    for (int r = 0; r < resamples; r++) {
      for (int i = 0; i < n; i++) {
        rows[i] = random.nextInt(n);
      }
      double[] values = statistics.apply(rows);
      for (int j = 0; j < values.length; j++) {
        if (Double.isNaN(values[j])) {
          throw new IllegalArgumentException(
              "the value of resample " + r + " is NaN, expected a number for every resample");
        }
        drawn[j][r] = values[j];
      }
    }
    return IntStream.range(0, estimates.length)
        .mapToObj(j -> interval(estimates[j], drawn[j]))
        .toList();
  }

  private ConfidenceInterval interval(double estimate, double[] drawn) {
    Arrays.sort(drawn);
    double tail = (1 - level) / 2;
    return new ConfidenceInterval(
        estimate, quantile(drawn, tail), quantile(drawn, 1 - tail), level);
  }

  /** Linear interpolation between order statistics, as NumPy's default. */
  private static double quantile(double[] sorted, double q) {
    double position = q * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
