package dev.emotion4j.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How somebody breathes. Immutable.
 *
 * <p>Breaths are counted between rising zero crossings of the band from .1 to .5 Hz (6 to 30 per
 * minute; Khodadad et al., 2018); a swing below a tenth of the largest is none.
 *
 * @param rate breaths per minute, from the mean length of a breath
 * @param variability the standard deviation of the length of a breath (divisor n - 1), in seconds
 * @param amplitude the mean swing from the lowest to the highest point of a breath, in the signal's
 *     unit
 */
public record Respiration(double rate, double variability, double amplitude) {
  private static final double LOW = 0.1;
  private static final double HIGH = 0.5;

  /**
   * Measures; empty if there are fewer than three breaths.
   *
   * @param signal without NaN
   * @param samples per second, above 1
   */
  public static Optional<Respiration> of(double[] signal, double samples) {
    if (!(samples > 1.5) || signal.length < 10 * samples - 1) {
      return Optional.empty();
    }
    double[] band = Butterworth.bandPass(2, LOW, HIGH, samples).zeroPhase(signal);
    double largest = Statistics.max(band) - Statistics.min(band);
    List<Double> lengths = new ArrayList<>();
    List<Double> swings = new ArrayList<>();
    double last = -1;
    int from = 0;
    for (int i = 1; i < band.length; i++) {
      if (band[i - 1] < 0 && band[i] >= 0) {
        double at = i - band[i] / (band[i] - band[i - 1]);
        double swing = swing(band, from, i);
        if (last >= 0 && swing >= 0.1 * largest) {
          lengths.add((at - last) / samples);
          swings.add(swing);
        }
        last = at;
        from = i;
      }
    }
    if (lengths.size() < 3) {
      return Optional.empty();
    }
    double[] seconds = lengths.stream().mapToDouble(Double::doubleValue).toArray();
    double amplitude = swings.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return Optional.of(
        new Respiration(
            60 / Statistics.mean(seconds), Statistics.deviation(seconds, 1), amplitude));
  }

  private static double swing(double[] x, int from, int to) {
    double low = x[from];
    double high = x[from];
    for (int i = from; i < to; i++) {
      low = Math.min(low, x[i]);
      high = Math.max(high, x[i]);
    }
    return high - low;
  }

  @Override
  public String toString() {
    return "respiration";
  }
}
