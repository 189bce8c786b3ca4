package dev.emotion4j.evaluation;

import dev.emotion4j.signal.LabelSet;
import java.util.Arrays;
import java.util.List;

/**
 * How often each true class was taken for each class (single-label). Immutable and thread-safe.
 *
 * <p>Rows are the truth, columns the prediction, as in scikit-learn's {@code confusion_matrix}; a
 * sample without an answer ({@link #ABSTAINED}) counts in its row but in no column.
 */
public final class ConfusionMatrix {

  /**
   * The prediction of a model that gives no answer: wrong for accuracy and recall, and no one's
   * false positive.
   */
  public static final int ABSTAINED = -1;

  private final LabelSet labels;
  private final long[][] counts;

  private ConfusionMatrix(LabelSet labels, long[][] counts) {
    this.labels = labels;
    this.counts = counts;
  }

  /**
   * Counts predictions against the truth.
   *
   * @param truth the true class of each sample
   * @param predicted the predicted class of each sample, or {@link #ABSTAINED}
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     label
   */
  public static ConfusionMatrix of(LabelSet labels, int[] truth, int[] predicted) {
    Check.sameSize("true labels", truth.length, "predictions", predicted.length);
    Check.indices("truth", truth, labels, false);
    Check.indices("prediction", predicted, labels, true);
    return of(labels, Outcomes.single(labels.size(), truth, predicted));
  }

  static ConfusionMatrix of(LabelSet labels, Outcomes outcomes) {
    return new ConfusionMatrix(labels, outcomes.confusion());
  }

  /** The classes, in the order of rows and columns. */
  public LabelSet labels() {
    return labels;
  }

  /**
   * How many samples of one true class were predicted as another; both may be the same, and either
   * given by alias.
   */
  public long count(String truth, String predicted) {
    return counts[labels.index(truth)][labels.index(predicted)];
  }

  /** How many samples of a true class got no answer. */
  public long abstained(String truth) {
    return counts[labels.index(truth)][labels.size()];
  }

  /** How many samples truly are of a class. */
  public long support(String truth) {
    long sum = 0;
    for (long count : counts[labels.index(truth)]) {
      sum += count;
    }
    return sum;
  }

  /** How many samples were predicted as a class. */
  public long predicted(String label) {
    int column = labels.index(label);
    long sum = 0;
    for (long[] row : counts) {
      sum += row[column];
    }
    return sum;
  }

  /** The number of samples. */
  public long total() {
    long sum = 0;
    for (String name : labels.names()) {
      sum += support(name);
    }
    return sum;
  }

  /**
   * A copy of the counts, {@code [truth][prediction]}, without the samples that got no answer; the
   * caller owns it.
   */
  public long[][] counts() {
    long[][] copy = new long[labels.size()][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = Arrays.copyOf(counts[i], labels.size());
    }
    return copy;
  }

  /**
   * A table: one row per true class, one column per prediction, and a last one where answers are
   * missing.
   */
  public String text() {
    List<String> names = labels.names();
    boolean gaps = names.stream().anyMatch(name -> abstained(name) > 0);
    int columns = gaps ? names.size() + 1 : names.size();
    String corner = "truth \\ predicted";
    int first = Math.max(corner.length(), Layout.width(names));
    int width = Math.max(Layout.width(names), Math.max(4, Long.toString(total()).length()));
    StringBuilder out = new StringBuilder(Layout.right(corner, first));
    for (int j = 0; j < columns; j++) {
      out.append("  ").append(Layout.right(j < names.size() ? names.get(j) : "none", width));
    }
    for (int i = 0; i < names.size(); i++) {
      out.append('\n').append(Layout.right(names.get(i), first));
      for (int j = 0; j < columns; j++) {
        out.append("  ").append(Layout.right(Long.toString(counts[i][j]), width));
      }
    }
    return out.append('\n').toString();
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
