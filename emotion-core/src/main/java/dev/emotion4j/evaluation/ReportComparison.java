package dev.emotion4j.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two reports on the same samples, such as before and after fine-tuning: F1 per label, the
 * averages, and how sure each difference is. Immutable and thread-safe.
 *
 * <p>The difference is resampled in pairs: both models answer the same drawn samples, so what the
 * samples have in common cancels. An interval that does not hold 0 is marked with {@code *} in the
 * text. With many labels some marks are chance.
 *
 * @param labels what became of each label's F1, in the order of the labels
 * @param metrics what became of each metric of {@link ClassificationReport#metrics()}
 * @param n the number of samples
 */
public record ReportComparison(Map<String, Change> labels, Map<Metric, Change> metrics, int n) {

  /**
   * One value in both reports.
   *
   * @param before in the first report
   * @param after in the second
   * @param difference after minus before, with its confidence interval
   */
  public record Change(double before, double after, ConfidenceInterval difference) {}

  /** Keeps copies of the maps in their order. */
  public ReportComparison {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Compares two reports.
   *
   * @param before the first
   * @param after the second, of the same samples in the same order
   * @throws IllegalArgumentException if their labels, kinds or true labels differ
   */
  public static ReportComparison of(
      ClassificationReport before, ClassificationReport after, Bootstrap bootstrap) {
    List<String> names = before.labels().names();
    if (!names.equals(after.labels().names())) {
      throw new IllegalArgumentException(
          "the reports have different labels: "
              + String.join(", ", names)
              + " before, "
              + String.join(", ", after.labels().names())
              + " after; make both with one label set");
    }
    if (!before.outcomes().sameTruth(after.outcomes())) {
      throw new IllegalArgumentException(
          "the reports are not of the same samples ("
              + before.n()
              + " before, "
              + after.n()
              + " after, or other true labels); evaluate both models on one data set in one order");
    }
    double[] first = values(before.outcomes().tally());
    double[] second = values(after.outcomes().tally());
    List<ConfidenceInterval> intervals =
        bootstrap.intervals(
            before.n(),
            minus(second, first),
            rows ->
                minus(values(after.outcomes().tally(rows)), values(before.outcomes().tally(rows))));
    Map<String, Change> labels = new LinkedHashMap<>();
    Map<Metric, Change> metrics = new LinkedHashMap<>();
    int i = 0;
    for (String name : names) {
      labels.put(name, new Change(first[i], second[i], intervals.get(i)));
      i++;
    }
    for (Metric metric : before.metrics().keySet()) {
      metrics.put(metric, new Change(first[i], second[i], intervals.get(i)));
      i++;
    }
    return new ReportComparison(labels, metrics, before.n());
  }

  /** F1 of every label, then every metric. */
  private static double[] values(Tally tally) {
    Map<Metric, Double> metrics = tally.metrics();
    double[] values = new double[tally.actual.length + metrics.size()];
    int count = 0;
    for (; count < tally.actual.length; count++) {
      values[count] = tally.label(count).f1();
    }
    for (double value : metrics.values()) {
      values[count++] = value;
    }
    return values;
  }

  private static double[] minus(double[] one, double[] other) {
    double[] result = new double[one.length];
    for (int i = 0; i < one.length; i++) {
      result[i] = one[i] - other[i];
    }
    return result;
  }

  /**
   * A table: F1 per label, then the metrics, each before, after, the difference and its interval,
   * the sure ones marked.
   */
  public String text() {
    int width =
        Math.max(
            Layout.width(labels.keySet()),
            Layout.width(metrics.keySet().stream().map(Metric::name).toList()));
    StringBuilder out = new StringBuilder(1024);
    out.append(Layout.right("", width))
        .append("    before     after    change  ")
        .append(interval())
        .append('\n');
    out.append('\n');
    labels.forEach((name, change) -> row(out, width, name, change));
    out.append('\n');
    metrics.forEach((metric, change) -> row(out, width, metric.name(), change));
    out.append('\n')
        .append("F1 per label, ")
        .append(n)
        .append(" samples; * = the interval does not hold 0\n");
    return out.toString();
  }

  private String interval() {
    return labels.values().stream()
        .findFirst()
        .map(change -> Math.round(change.difference.level() * 100) + " % interval")
        .orElse("interval");
  }

  private static void row(StringBuilder out, int width, String heading, Change change) {
    ConfidenceInterval difference = change.difference;
    out.append(Layout.right(heading, width))
        .append(Layout.right(Layout.fixed(change.before, 3), 10))
        .append(Layout.right(Layout.fixed(change.after, 3), 10))
        .append(Layout.right(Layout.signed(difference.estimate(), 3), 10))
        .append("  [")
        .append(Layout.signed(difference.lower(), 3))
        .append(", ")
        .append(Layout.signed(difference.upper(), 3))
        .append(']')
        .append(difference.contains(0) ? "" : " *")
        .append('\n');
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
