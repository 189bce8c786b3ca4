package dev.emotion4j.evaluation;

import java.util.Map;

/**
 * Lays a report out like scikit-learn's {@code sklearn.metrics.classification_report} with three
 * digits.
 */
final class ReportText {

  private static final int DIGITS = 3;
  private static final int COLUMN = 9;
  private static final String LONGEST_AVERAGE = "weighted avg";

  private ReportText() {}

  static String of(ClassificationReport report) {
    int width = Math.max(Layout.width(report.labels().names()), LONGEST_AVERAGE.length());
    StringBuilder out = new StringBuilder(1024);
    row(out, width, "", "precision", "recall", "f1-score", "support");
    out.append('\n');
    for (Map.Entry<String, Scores> entry : report.byLabel().entrySet()) {
      row(out, width, entry.getKey(), entry.getValue());
    }
    out.append('\n');
    if (report.outcomes().microIsAccuracy()) {
      Scores micro = report.micro();
      row(
          out,
          width,
          "accuracy",
          "",
          "",
          Layout.fixed(report.accuracy(), DIGITS),
          Long.toString(micro.support()));
    } else {
      row(out, width, "micro avg", report.micro());
    }
    row(out, width, "macro avg", report.macro());
    row(out, width, LONGEST_AVERAGE, report.weighted());
    report.samples().ifPresent(samples -> row(out, width, "samples avg", samples));
    return out.toString();
  }

  private static void row(StringBuilder out, int width, String heading, Scores scores) {
    row(
        out,
        width,
        heading,
        Layout.fixed(scores.precision(), DIGITS),
        Layout.fixed(scores.recall(), DIGITS),
        Layout.fixed(scores.f1(), DIGITS),
        Long.toString(scores.support()));
  }

  private static void row(StringBuilder out, int width, String heading, String... cells) {
    out.append(Layout.right(heading, width)).append(' ');
    for (String cell : cells) {
      out.append(' ').append(Layout.right(cell, COLUMN));
    }
    out.append('\n');
  }
}
