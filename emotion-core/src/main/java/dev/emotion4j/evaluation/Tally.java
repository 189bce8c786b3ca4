package dev.emotion4j.evaluation;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts per label over some samples, and the averages made of them. Filled by {@link Outcomes},
 * then only read.
 */
final class Tally {

  final long[] correct;
  final long[] predicted;
  final long[] actual;
  long exact;
  private final int samples;
  private final boolean multiLabel;
  private final double[] samplePrecision;
  private final double[] sampleRecall;
  private final double[] sampleF1;
  private final double[] sampleJaccard;

  Tally(int labels, int samples, boolean multiLabel) {
    this.correct = new long[labels];
    this.predicted = new long[labels];
    this.actual = new long[labels];
    this.samples = samples;
    this.multiLabel = multiLabel;
    int rows = multiLabel ? samples : 0;
    this.samplePrecision = new double[rows];
    this.sampleRecall = new double[rows];
    this.sampleF1 = new double[rows];
    this.sampleJaccard = new double[rows];
  }

  void sample(int row, int right, int answers, int truths) {
    samplePrecision[row] = Sums.ratio(right, answers);
    sampleRecall[row] = Sums.ratio(right, truths);
    sampleF1[row] = Sums.ratio(2.0 * right, answers + truths);
    int union = answers + truths - right;
    sampleJaccard[row] = union == 0 ? 1 : (double) right / union;
  }

  Scores label(int i) {
    return Scores.of(correct[i], predicted[i], actual[i], actual[i]);
  }

  Scores micro() {
    return Scores.of(total(correct), total(predicted), total(actual), total(actual));
  }

  Scores macro() {
    double[] ones = new double[actual.length];
    Arrays.fill(ones, 1);
    return average(ones);
  }

  Scores weighted() {
    double[] weights = new double[actual.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = actual[i];
    }
    return average(weights);
  }

  Scores samples() {
    return new Scores(
        Sums.mean(samplePrecision), Sums.mean(sampleRecall), Sums.mean(sampleF1), total(actual));
  }

  double accuracy() {
    return (double) exact / samples;
  }

  /** Mean recall over the labels that occur. */
  double balancedAccuracy() {
    double[] recalls = new double[actual.length];
    int count = 0;
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] > 0) {
        recalls[count++] = (double) correct[i] / actual[i];
      }
    }
    return Sums.mean(Arrays.copyOf(recalls, count));
  }

  /** Every metric that these counts hold, in a fixed order. */
  Map<Metric, Double> metrics() {
    Map<Metric, Double> values = new LinkedHashMap<>();
    values.put(Metric.ACCURACY, accuracy());
    values.put(Metric.BALANCED_ACCURACY, balancedAccuracy());
    values.put(Metric.MACRO_F1, macro().f1());
    values.put(Metric.MICRO_F1, micro().f1());
    values.put(Metric.WEIGHTED_F1, weighted().f1());
    if (multiLabel) {
      values.put(Metric.SAMPLES_F1, samples().f1());
      values.put(Metric.JACCARD, Sums.mean(sampleJaccard));
    }
    return Collections.unmodifiableMap(values);
  }

  private Scores average(double[] weights) {
    int labels = actual.length;
    double[] precision = new double[labels];
    double[] recall = new double[labels];
    double[] f1 = new double[labels];
    for (int i = 0; i < labels; i++) {
      Scores scores = label(i);
      precision[i] = scores.precision() * weights[i];
      recall[i] = scores.recall() * weights[i];
      f1[i] = scores.f1() * weights[i];
    }
    double weight = Sums.sum(weights);
    return new Scores(
        Sums.ratio(Sums.sum(precision), weight),
        Sums.ratio(Sums.sum(recall), weight),
        Sums.ratio(Sums.sum(f1), weight),
        total(actual));
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }
}
