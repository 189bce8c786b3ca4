package dev.emotion4j.encoder;

import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a {@link FeatureEncoder} is made of. Immutable.
 *
 * @param modality what the features are about
 * @param columns what those of the training rows are like
 * @param usual the {@linkplain FeatureColumns#distance distance} of the training row at the 99th
 *     percentile
 * @param clip standardised values are clipped to within this, above 0
 * @param hidden widths of the hidden layers
 * @param seed where these start from
 */
record FeatureOptions(
    Modality modality,
    FeatureColumns columns,
    double usual,
    double clip,
    List<Integer> hidden,
    long seed) {
  private static final double PERCENTILE = 0.99;
  private static final double CLIP = 5;
  private static final long SEED = 42;
  private static final List<String> NAMES =
      List.of(
          "modality", "mean", "deviation", "partner", "slope", "usual", "clip", "hidden", "seed");

  FeatureOptions {
    hidden = List.copyOf(hidden);
    if (!(usual > 0 && clip > 0 && Double.isFinite(usual))) {
      throw new IllegalArgumentException(
          "usual distance " + usual + ", clip " + clip + "; expected numbers above 0");
    }
    for (int width : hidden) {
      if (width < 1) {
        throw new IllegalArgumentException("hidden width " + width + "; expected 1 or more");
      }
    }
  }

  static FeatureOptions fitted(Modality modality, List<float[]> training) {
    if (training.size() < 2) {
      throw new IllegalArgumentException(
          training.size() + " training rows; expected two or more to measure a deviation");
    }
    int width = training.get(0).length;
    for (int row = 0; row < training.size(); row++) {
      check(row, training.get(row), width);
    }
    FeatureColumns columns = FeatureColumns.fitted(training);
    double[] distances = training.stream().mapToDouble(columns::distance).sorted().toArray();
    double usual = distances[(int) Math.ceil(PERCENTILE * distances.length) - 1];
    return new FeatureOptions(modality, columns, usual > 0 ? usual : 1, CLIP, List.of(), SEED);
  }

  private static void check(int number, float[] row, int width) {
    if (row.length == 0 || row.length != width) {
      throw new IllegalArgumentException(
          "training row "
              + number
              + " has "
              + row.length
              + " features, the first "
              + width
              + "; expected equally many, one or more");
    }
    for (float value : row) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "training row " + number + " has a number that is not finite; leave the row out");
      }
    }
  }

  FeatureOptions hidden(List<Integer> widths) {
    return new FeatureOptions(modality, columns, usual, clip, widths, seed);
  }

  FeatureOptions clip(double deviations) {
    return new FeatureOptions(modality, columns, usual, deviations, hidden, seed);
  }

  FeatureOptions seed(long other) {
    return new FeatureOptions(modality, columns, usual, clip, hidden, other);
  }

  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("modality", modality.name());
    settings.put("mean", joined(columns.mean()));
    settings.put("deviation", joined(columns.deviation()));
    settings.put("partner", joined(columns.partner()));
    settings.put("slope", joined(columns.slope()));
    settings.put("usual", Double.toString(usual));
    settings.put("clip", Double.toString(clip));
    settings.put("hidden", joined(hidden));
    settings.put("seed", Long.toString(seed));
    return settings;
  }

  static FeatureOptions of(Map<String, String> settings) {
    List<String> unknown = new ArrayList<>(settings.keySet());
    unknown.removeAll(NAMES);
    if (!unknown.isEmpty()) {
      Collections.sort(unknown);
      throw new IllegalArgumentException(
          "unknown settings "
              + unknown
              + " of a features encoder; this model is newer than the"
              + " library");
    }
    return new FeatureOptions(
        new Modality(text(settings, "modality")),
        new FeatureColumns(
            numbers(settings, "mean", Float::valueOf),
            numbers(settings, "deviation", Float::valueOf),
            numbers(settings, "partner", Integer::valueOf),
            numbers(settings, "slope", Float::valueOf)),
        numbers(settings, "usual", Double::valueOf).get(0),
        numbers(settings, "clip", Double::valueOf).get(0),
        text(settings, "hidden").isEmpty()
            ? List.of()
            : numbers(settings, "hidden", Integer::valueOf),
        numbers(settings, "seed", Long::valueOf).get(0));
  }

  private static String text(Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of a features encoder is missing");
    }
    return value;
  }

  private static <N> List<N> numbers(
      Map<String, String> settings, String name, Function<String, N> parsed) {
    try {
      return Arrays.stream(text(settings, name).split(",", -1)).map(parsed).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of a features encoder has what is no number", e);
    }
  }

  private static String joined(List<? extends Number> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
