package dev.emotion4j.evaluation;

import dev.emotion4j.signal.LabelSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Precision, recall and F1 per label and averaged, for single-label or multi-label classification.
 * Immutable and thread-safe; keeps the labels of every sample, so that confidence intervals and
 * comparisons need no second pass.
 *
 * <p>The definitions, the text and its rounding are those of scikit-learn's {@code
 * classification_report(labels=all of them, digits=3, zero_division=0)}: macro is the plain mean
 * over the labels of the set (one that never occurs and is never predicted counts as 0; leave it
 * out with {@link #restrictedTo}), weighted the mean by support, micro comes from the counts added
 * up, samples (multi-label only) is the mean over the samples. Accuracy is the share of samples
 * that are entirely right.
 *
 * <pre>{@code
 * var report = ClassificationReport.of(LabelSet.EKMAN, List.of("happy", "sadness"), List.of("joy", "joy"));
 * report.value(Metric.MACRO_F1);
 * report.label("joy").recall();
 * System.out.println(report);
 * }</pre>
 */
public final class ClassificationReport {

  private final LabelSet labels;
  private final Outcomes outcomes;
  private final Tally tally;

  private ClassificationReport(LabelSet labels, Outcomes outcomes) {
    this.labels = labels;
    this.outcomes = outcomes;
    this.tally = outcomes.tally();
  }

  /**
   * The report of a model that gives each sample one label.
   *
   * @param truth the true class of each sample
   * @param predicted the predicted class of each sample, or {@link ConfusionMatrix#ABSTAINED} for
   *     none
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     label
   */
  public static ClassificationReport singleLabel(LabelSet labels, int[] truth, int[] predicted) {
    Check.sameSize("true labels", truth.length, "predictions", predicted.length);
    Check.indices("truth", truth, labels, false);
    Check.indices("prediction", predicted, labels, true);
    return new ClassificationReport(labels, Outcomes.single(labels.size(), truth, predicted));
  }

  /**
   * The report of a model that gives each sample any number of labels.
   *
   * @param truth {@code [sample][label]}
   * @param predicted {@code [sample][label]}, see {@link Thresholds#apply(double[][])}
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or a row has not one
   *     value per label
   */
  public static ClassificationReport multiLabel(
      LabelSet labels, boolean[][] truth, boolean[][] predicted) {
    Check.sameSize("true label sets", truth.length, "predictions", predicted.length);
    return new ClassificationReport(labels, Outcomes.multi(labels.size(), truth, predicted));
  }

  /**
   * The single-label report of labels by name; names and aliases are told apart by the label set
   * only.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or a label is
   *     unknown; the message lists those known
   */
  public static ClassificationReport of(
      LabelSet labels, List<String> truth, List<String> predicted) {
    return singleLabel(
        labels,
        truth.stream().mapToInt(labels::index).toArray(),
        predicted.stream().mapToInt(labels::index).toArray());
  }

  /**
   * The same samples reported over some of the labels only, like scikit-learn's {@code labels=}. In
   * a single-label report accuracy stays what it was over all labels, and the text shows the micro
   * average of these labels in its place if others occur.
   *
   * @param some names or aliases, in the order wanted
   * @throws IllegalArgumentException for an unknown label, none at all, or one twice
   */
  public ClassificationReport restrictedTo(String... some) {
    LabelSet kept = labels.restrictedTo(List.of(some));
    int[] indices = kept.names().stream().mapToInt(labels::index).toArray();
    return new ClassificationReport(kept, outcomes.restrictedTo(indices));
  }

  /** The labels, in the order of the rows. */
  public LabelSet labels() {
    return labels;
  }

  /** Whether a sample may have several labels or none. */
  public boolean isMultiLabel() {
    return outcomes.multiLabel;
  }

  /** The number of samples. */
  public int n() {
    return outcomes.size();
  }

  /**
   * The scores of one label.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  public Scores label(String label) {
    return tally.label(labels.index(label));
  }

  /** The mean over the labels. */
  public Scores macro() {
    return tally.macro();
  }

  /** The scores of the counts added up over the labels. */
  public Scores micro() {
    return tally.micro();
  }

  /** The mean over the labels, weighted by support. */
  public Scores weighted() {
    return tally.weighted();
  }

  /** The mean over the samples; empty in a single-label report, where it is the accuracy. */
  public Optional<Scores> samples() {
    return isMultiLabel() ? Optional.of(tally.samples()) : Optional.empty();
  }

  /**
   * The share of samples that are entirely right; multi-label: whose predicted set equals the true
   * one.
   */
  public double accuracy() {
    return tally.accuracy();
  }

  /**
   * Every metric that this report holds, in a fixed order: accuracy, balanced accuracy, macro,
   * micro and weighted F1; multi-label also samples F1 and Jaccard (as {@link
   * Metrics#jaccard(boolean[][], boolean[][])}); unmodifiable.
   */
  public Map<Metric, Double> metrics() {
    return tally.metrics();
  }

  /**
   * One of {@link #metrics()}.
   *
   * @throws IllegalArgumentException if this report does not hold it; the message lists those that
   *     it does
   */
  public double value(Metric metric) {
    return value(tally.metrics(), metric);
  }

  /**
   * A bootstrap confidence interval of one of {@link #metrics()}, over resampled samples. Costs one
   * pass over the samples per resample.
   *
   * @throws IllegalArgumentException if this report does not hold the metric
   */
  public ConfidenceInterval interval(Metric metric, Bootstrap bootstrap) {
    double estimate = value(metric);
    return bootstrap.interval(n(), estimate, rows -> value(outcomes.tally(rows).metrics(), metric));
  }

  /**
   * What was taken for what; empty in a multi-label report. A restricted report leaves out samples
   * of the other labels.
   */
  public Optional<ConfusionMatrix> confusion() {
    return isMultiLabel() ? Optional.empty() : Optional.of(ConfusionMatrix.of(labels, outcomes));
  }

  /**
   * The report as text, character for character scikit-learn's {@code
   * classification_report(digits=3)}.
   */
  public String text() {
    return ReportText.of(this);
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }

  /**
   * The report as JSON for a set in which every sample could be scored; see {@link #toJson(long)}.
   */
  public String toJson() {
    return toJson(0);
  }

  /**
   * The report as one line of JSON, unrounded: {@code accuracy}, then {@code macro}, {@code micro},
   * {@code weighted} and, for multi-label, {@code samples}, each with {@code precision}, {@code
   * recall}, {@code f1} and {@code support}; the same per label under {@code labels}; {@code n}
   * samples and {@code errors}.
   *
   * @param errors how many inputs could not be scored and are not among the samples
   * @throws IllegalArgumentException if errors is negative
   */
  public String toJson(long errors) {
    if (errors < 0) {
      throw new IllegalArgumentException("errors is " + errors + ", expected 0 or more");
    }
    return ReportJson.of(this, errors);
  }

  Map<String, Scores> byLabel() {
    Map<String, Scores> scores = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      scores.put(labels.name(i), tally.label(i));
    }
    return Collections.unmodifiableMap(scores);
  }

  Outcomes outcomes() {
    return outcomes;
  }

  private static double value(Map<Metric, Double> values, Metric metric) {
    Double value = values.get(metric);
    if (value == null) {
      throw new IllegalArgumentException(
          "this report does not hold the metric '"
              + metric.name()
              + "'; it holds "
              + String.join(", ", values.keySet().stream().map(Metric::name).toList()));
    }
    return value;
  }
}
