package dev.emotion4j.encoder;

import dev.emotion4j.body.BodyFeatures;
import dev.emotion4j.body.BodyWindows;
import dev.emotion4j.signal.BodySignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a {@link BodyEncoder} sees body signals. Immutable.
 *
 * <p>A value goes in as {@code (asinh(value) - mean) / deviation}: distances from a wearer's
 * baseline reach hundreds, and the inverse hyperbolic sine keeps small ones as they are and takes
 * the logarithm of large ones. What is more than 5 deviations away is taken as 5.
 *
 * @param columns names of features as {@link BodyFeatures} explains: {@code acc_sma, z_scl_mean}
 * @param mean of each column's {@code asinh} in training
 * @param deviation of each column's {@code asinh} in training, above 0
 * @param hidden the width of the first layer
 * @param width the width of the second, which is that of the features
 * @param windows how recordings are cut
 * @param seed of the weights before training
 */
public record BodyOptions(
    List<String> columns,
    List<Double> mean,
    List<Double> deviation,
    int hidden,
    int width,
    BodyWindows windows,
    long seed) {
  private static final String COLUMNS = "columns";
  private static final String MEAN = "mean";
  private static final String DEVIATION = "deviation";
  private static final String HIDDEN = "hidden";
  private static final String WIDTH = "width";
  private static final String SECONDS = "seconds";
  private static final String STRIDE = "stride";
  private static final String SEED = "seed";
  private static final Set<String> NAMES =
      Set.of(COLUMNS, MEAN, DEVIATION, HIDDEN, WIDTH, SECONDS, STRIDE, SEED);
  private static final double FARTHEST = 5;

  /** Copies the lists; checks that they fit and the ranges. */
  public BodyOptions {
    columns = List.copyOf(columns);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (columns.isEmpty() || new HashSet<>(columns).size() != columns.size()) {
      throw new IllegalArgumentException(
          columns.size() + " columns, or one twice; expected one or more different ones");
    }
    if (mean.size() != columns.size() || deviation.size() != columns.size()) {
      throw new IllegalArgumentException(
          mean.size()
              + " means and "
              + deviation.size()
              + " deviations for "
              + columns.size()
              + " columns; expected one each");
    }
    if (!mean.stream().allMatch(Double::isFinite)
        || !deviation.stream().allMatch(d -> d > 0 && Double.isFinite(d))) {
      throw new IllegalArgumentException(
          "a mean that is not finite or a deviation that is not above 0");
    }
    if (hidden < 1 || hidden > 4096 || width < 1 || width > 4096) {
      throw new IllegalArgumentException(
          "hidden " + hidden + ", width " + width + "; expected 1 to 4096");
    }
  }

  /**
   * Returns options with the statistics of ready-made features.
   *
   * @param training every window of every signal counts once; a column that no window has, or that
   *     is constant, gets the deviation 1
   * @throws IllegalArgumentException if a signal has no ready-made features
   */
  public static BodyOptions fitted(
      List<BodySignal> training, List<String> columns, int hidden, int width, long seed) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (String column : columns) {
      double[] x =
          training.stream()
              .flatMap(signal -> windows(signal).stream())
              .map(window -> window.get(column))
              .filter(value -> value != null && Float.isFinite(value))
              .mapToDouble(value -> asinh(value))
              .toArray();
      double average = Arrays.stream(x).average().orElse(0);
      double square = Arrays.stream(x).map(v -> (v - average) * (v - average)).average().orElse(0);
      means.add(average);
      deviations.add(square > 1e-12 ? Math.sqrt(square) : 1.0);
    }
    return new BodyOptions(columns, means, deviations, hidden, width, BodyWindows.DEFAULT, seed);
  }

  private static List<Map<String, Float>> windows(BodySignal signal) {
    if (signal.features().isEmpty()) {
      throw new IllegalArgumentException(
          "a body signal without ready-made features; expected BodySignal.features(...)");
    }
    return signal.features();
  }

  /** Returns a copy that cuts recordings otherwise. */
  public BodyOptions windows(BodyWindows other) {
    return new BodyOptions(columns, mean, deviation, hidden, width, other, seed);
  }

  /** Returns what goes into the network for a value of a column, or nothing if it is not finite. */
  OptionalDouble standardized(int column, double value) {
    if (!Double.isFinite(value)) {
      return OptionalDouble.empty();
    }
    double z = (asinh(value) - mean.get(column)) / deviation.get(column);
    return OptionalDouble.of(Math.max(-FARTHEST, Math.min(FARTHEST, z)));
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }

  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put(COLUMNS, String.join(",", columns));
    settings.put(MEAN, joined(mean));
    settings.put(DEVIATION, joined(deviation));
    settings.put(HIDDEN, Integer.toString(hidden));
    settings.put(WIDTH, Integer.toString(width));
    settings.put(SECONDS, Double.toString(windows.seconds()));
    settings.put(STRIDE, Double.toString(windows.stride()));
    settings.put(SEED, Long.toString(seed));
    return settings;
  }

  private static String joined(List<Double> numbers) {
    return String.join(",", numbers.stream().map(d -> Double.toString(d)).toList());
  }

  /**
   * Reads what {@link #settings} wrote.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or wrong
   */
  static BodyOptions of(Map<String, String> settings) {
    if (!settings.keySet().equals(NAMES)) {
      throw new IllegalArgumentException(
          "settings " + settings.keySet() + " of a body encoder; expected " + NAMES);
    }
    return new BodyOptions(
        List.of(value(settings, COLUMNS, s -> s.split(",", -1))),
        numbers(settings, MEAN),
        numbers(settings, DEVIATION),
        value(settings, HIDDEN, Integer::parseInt),
        value(settings, WIDTH, Integer::parseInt),
        new BodyWindows(
            value(settings, SECONDS, Double::parseDouble),
            value(settings, STRIDE, Double::parseDouble)),
        value(settings, SEED, Long::parseLong));
  }

  private static List<Double> numbers(Map<String, String> settings, String name) {
    return value(
        settings, name, s -> Arrays.stream(s.split(",", -1)).map(Double::parseDouble).toList());
  }

  private static <T> T value(Map<String, String> settings, String name, Function<String, T> parse) {
    String text = settings.getOrDefault(name, "");
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of a body encoder is '" + text + "'; expected numbers", e);
    }
  }
}
