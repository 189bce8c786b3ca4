package dev.emotion4j.assembly;

import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.signal.LabelSet;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From logits to a calibration and a report: one label per sample, or label sets by thresholds.
 *
 * @param labels what the logits stand for
 * @param multiLabel whether a sample may have several labels
 */
public record Scoring(LabelSet labels, boolean multiLabel) {
  /**
   * Fits a temperature and, for label sets, the thresholds that make each label's F1 largest. Both
   * are chosen on these rows: choose them on validation data, never on the test set.
   */
  public Calibration calibrate(PreparedData data, double[][] logits) {
    double[][] targets = new double[logits.length][labels.size()];
    for (int i = 0; i < targets.length; i++) {
      double count = 0;
      for (boolean one : data.truth()[i]) {
        count += one ? 1 : 0;
      }
      for (int label = 0; label < labels.size(); label++) {
        targets[i][label] = data.truth()[i][label] ? 1 / count : 0;
      }
    }
    TemperatureScaling temperature = TemperatureScaling.fit(targets, logits);
    Calibration calibration =
        new Calibration(Calibration.Activation.SOFTMAX, temperature, Optional.empty());
    if (!multiLabel) {
      return calibration;
    }
    double[][] probabilities = probabilities(calibration, logits);
    return new Calibration(
        calibration.activation(),
        temperature,
        Optional.of(Thresholds.maximizeF1(probabilities, data.truth())));
  }

  /** Returns how well calibrated logits do. */
  public ClassificationReport report(
      PreparedData data, double[][] logits, Calibration calibration) {
    double[][] probabilities = probabilities(calibration, logits);
    if (multiLabel) {
      Thresholds thresholds =
          calibration
              .thresholds()
              .orElseGet(() -> Thresholds.uniform(labels.size(), Thresholds.DEFAULT));
      return ClassificationReport.multiLabel(labels, data.truth(), thresholds.apply(probabilities));
    }
    return ClassificationReport.singleLabel(labels, singleTruth(data), Metrics.top(probabilities));
  }

  /** Returns the report's metrics and the log loss, thresholds chosen on the same rows. */
  public Map<Metric, Double> metrics(PreparedData data, double[][] logits) {
    Calibration calibration =
        multiLabel
            ? new Calibration(
                Calibration.Activation.SOFTMAX,
                TemperatureScaling.NONE,
                Optional.of(
                    Thresholds.maximizeF1(probabilities(Calibration.NONE, logits), data.truth())))
            : Calibration.NONE;
    Map<Metric, Double> metrics = new LinkedHashMap<>(report(data, logits, calibration).metrics());
    if (!multiLabel) {
      metrics.put(
          Metric.LOG_LOSS,
          Metrics.logLoss(singleTruth(data), probabilities(Calibration.NONE, logits)));
    }
    return metrics;
  }

  /** Returns the class of every row of single-label data. */
  public int[] singleTruth(PreparedData data) {
    return Arrays.stream(data.truth()).mapToInt(Scoring::first).toArray();
  }

  private static int first(boolean[] row) {
    for (int i = 0; i < row.length; i++) {
      if (row[i]) {
        return i;
      }
    }
    throw new IllegalStateException("a row without a label");
  }

  private static double[][] probabilities(Calibration calibration, double[][] logits) {
    return Arrays.stream(logits).map(calibration::probabilities).toArray(double[][]::new);
  }
}
