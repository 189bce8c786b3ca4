package dev.emotion4j.evaluation;

import java.util.List;
import java.util.Locale;

/**
 * The name of a number that tells how good a model is, and which way is better. Immutable. Used to
 * choose what early stopping watches and to read values out of a report; the formulas are in {@link
 * Metrics}.
 *
 * <p>A metric of your own is {@code new Metric("myScore", true)}.
 *
 * @param name what it is called, in camel case
 * @param higherIsBetter true for scores such as F1, false for losses and errors
 */
public record Metric(String name, boolean higherIsBetter) {

  /** Share of samples that are entirely right. */
  public static final Metric ACCURACY = new Metric("accuracy", true);

  /** Mean recall over the classes that occur, also called unweighted average recall (UAR). */
  public static final Metric BALANCED_ACCURACY = new Metric("balancedAccuracy", true);

  /** Mean F1 over the labels, each counting the same. */
  public static final Metric MACRO_F1 = new Metric("macroF1", true);

  /** F1 of the counts added up over the labels. */
  public static final Metric MICRO_F1 = new Metric("microF1", true);

  /** Mean F1 over the labels, weighted by their support. */
  public static final Metric WEIGHTED_F1 = new Metric("weightedF1", true);

  /** Mean F1 over the samples (multi-label). */
  public static final Metric SAMPLES_F1 = new Metric("samplesF1", true);

  /** Mean overlap of true and predicted label sets (multi-label). */
  public static final Metric JACCARD = new Metric("jaccard", true);

  /** Mean negative log-likelihood of the truth. */
  public static final Metric LOG_LOSS = new Metric("logLoss", false);

  /** The training objective on the validation set. */
  public static final Metric LOSS = new Metric("loss", false);

  /** Mean squared error. */
  public static final Metric MSE = new Metric("mse", false);

  /** Concordance correlation coefficient. */
  public static final Metric CCC = new Metric("ccc", true);

  /** Pearson's correlation coefficient. */
  public static final Metric PEARSON = new Metric("pearson", true);

  /** Expected calibration error. */
  public static final Metric CALIBRATION_ERROR = new Metric("calibrationError", false);

  private static final List<Metric> KNOWN =
      List.of(
          ACCURACY,
          BALANCED_ACCURACY,
          MACRO_F1,
          MICRO_F1,
          WEIGHTED_F1,
          SAMPLES_F1,
          JACCARD,
          LOG_LOSS,
          LOSS,
          MSE,
          CCC,
          PEARSON,
          CALIBRATION_ERROR);

  /**
   * A metric.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Metric {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a metric has a blank name; give it one, such as macroF1");
    }
  }

  /**
   * One of the metrics above by name; case, {@code _} and {@code -} do not matter, so {@code
   * macro_f1} is {@code macroF1}.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static Metric of(String name) {
    String wanted = fold(name);
    for (Metric metric : KNOWN) {
      if (fold(metric.name).equals(wanted)) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "unknown metric '"
            + name
            + "'; known: "
            + String.join(", ", KNOWN.stream().map(Metric::name).toList()));
  }

  /**
   * Whether a value beats another by more than a margin; NaN beats nothing, and everything else
   * beats NaN.
   */
  public boolean improves(double candidate, double best, double margin) {
    if (Double.isNaN(candidate) || Double.isNaN(best)) {
      return !Double.isNaN(candidate);
    }
    return higherIsBetter ? candidate > best + margin : candidate < best - margin;
  }

  /**
   * The value that every other one improves on: minus infinity where higher is better, else plus
   * infinity.
   */
  public double worst() {
    return higherIsBetter ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  private static String fold(String name) {
    return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }
}
