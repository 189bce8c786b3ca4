package dev.emotion4j.body;

import dev.emotion4j.signal.WearerBaseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The names of the features of a window, which are those of a public table of WESAD features where
 * ours are defined alike. Stateless.
 *
 * <p>Motion, in 64ths of g: {@code acc_x_std, acc_y_std, acc_z_std} (divisor n), {@code
 * acc_magnitude_mean, acc_magnitude_std, acc_magnitude_max} of {@code sqrt(x^2 + y^2 + z^2)},
 * {@code acc_sma} (mean of {@code |x| + |y| + |z|}), {@code acc_energy} (mean of {@code x^2 + y^2 +
 * z^2}).
 *
 * <p>Skin conductance, in microsiemens and seconds: {@code eda_skewness, eda_kurtosis} (Fisher) of
 * the whole signal; {@code scl_mean, scl_std, scl_min, scl_max, scl_median, scl_range, scl_auc,
 * scl_slope} of the tonic part; {@code scr_peak_count, scr_amplitude_mean, scr_amplitude_max,
 * scr_amplitude_std, scr_amplitude_sum, scr_rise_time_mean, scr_recovery_time_mean} of {@link
 * SkinConductance.Response}s; amplitudes and times are missing without a response.
 *
 * <p>Temperature, in degrees Celsius: {@code temp_mean, temp_std, temp_min, temp_max, temp_median,
 * temp_slope} (per second).
 *
 * <p>Heart, in milliseconds: {@code hrv_mean_rr} and {@code hrv_mean_hr}, which in that table are
 * the same: the mean interval, not a rate; {@code hrv_median_rr, hrv_min_rr, hrv_max_rr, hrv_sdnn,
 * hrv_rmssd, hrv_sdsd, hrv_pnn50} (percent), {@code hrv_sd1, hrv_sd2} as in {@link
 * HeartRateVariability}; {@code hrv_vlf_power, hrv_lf_power, hrv_hf_power, hrv_total_power,
 * hrv_lf_hf_ratio} as in {@link HeartRateSpectrum}.
 *
 * <p>Respiration: {@code resp_rate} per minute, {@code resp_rate_std} of a breath in seconds,
 * {@code resp_amplitude}.
 *
 * <p>A column {@code z_x} is feature {@code x} relative to the {@link WearerBaseline}, a column
 * {@code raw_x} or {@code x} is the feature itself.
 */
public final class BodyFeatures {
  private static final String RELATIVE = "z_";
  private static final String ABSOLUTE = "raw_";

  /**
   * The columns of the WESAD table that are defined alike here, so that what was learned from the
   * table holds for recordings: statistics of motion, temperature and level, whose definition
   * leaves no choice, and the mean interval between beats. Spreads of intervals are not: the
   * table's beats are not freed from artefacts (its RMSSD has a mean of 315 ms). Nor are responses
   * of the skin, whose smallest amplitude the table does not state.
   */
  public static final List<String> SHARED_WITH_WESAD =
      List.of(
          "acc_x_std",
          "acc_y_std",
          "acc_z_std",
          "acc_magnitude_mean",
          "acc_magnitude_std",
          "acc_magnitude_max",
          "acc_sma",
          "acc_energy",
          "eda_skewness",
          "eda_kurtosis",
          "raw_hrv_mean_hr",
          "raw_temp_mean",
          "raw_temp_min",
          "raw_temp_max",
          "raw_temp_median",
          "z_temp_mean",
          "z_temp_min",
          "z_temp_max",
          "z_temp_median",
          "z_temp_std",
          "z_temp_slope",
          "z_scl_mean",
          "z_scl_std",
          "z_scl_min",
          "z_scl_max",
          "z_scl_median",
          "z_scl_range",
          "z_scl_auc",
          "z_scl_slope");

  private BodyFeatures() {}

  /**
   * Returns the value of a column for a window, or nothing if the feature, or the wearer's baseline
   * that it needs, is missing.
   */
  public static OptionalDouble column(
      String name, Map<String, Double> features, java.util.Optional<WearerBaseline> wearer) {
    boolean relative = name.startsWith(RELATIVE);
    String feature =
        relative
            ? name.substring(RELATIVE.length())
            : name.startsWith(ABSOLUTE) ? name.substring(ABSOLUTE.length()) : name;
    Double value = features.get(feature);
    if (value == null) {
      return OptionalDouble.empty();
    }
    return relative
        ? wearer.map(w -> w.relative(feature, value)).orElse(OptionalDouble.empty())
        : OptionalDouble.of(value);
  }

  /**
   * Returns what is normal for a wearer from windows at rest: mean and standard deviation (divisor
   * n) of each feature over the windows that have it.
   *
   * @throws IllegalArgumentException for fewer than two windows
   */
  public static WearerBaseline baseline(List<BodyWindow> atRest) {
    if (atRest.size() < 2) {
      throw new IllegalArgumentException(
          atRest.size() + " windows at rest; expected two or more, better ten");
    }
    Map<String, List<Double>> values = new java.util.TreeMap<>();
    for (BodyWindow window : atRest) {
      window.features().forEach((n, v) -> values.computeIfAbsent(n, k -> new ArrayList<>()).add(v));
    }
    Map<String, WearerBaseline.Normal> normals = new java.util.TreeMap<>();
    values.forEach(
        (name, list) -> {
          double[] x = list.stream().mapToDouble(Double::doubleValue).toArray();
          normals.put(
              name, new WearerBaseline.Normal(Statistics.mean(x), Statistics.deviation(x, 0)));
        });
    return new WearerBaseline(normals);
  }
}
