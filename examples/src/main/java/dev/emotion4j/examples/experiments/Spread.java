package dev.emotion4j.examples.experiments;

import java.util.List;
import java.util.Locale;

/**
 * A number measured with several seeds.
 *
 * @param mean the mean
 * @param deviation the sample's standard deviation; 0 for one value
 * @param values what was measured, in order
 */
record Spread(double mean, double deviation, List<Double> values) {
  static Spread of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
    return new Spread(mean, deviation, List.copyOf(values));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.4f +- %.4f %s",
        mean,
        deviation,
        values.stream().map(v -> String.format(Locale.ROOT, "%.4f", v)).toList());
  }
}
