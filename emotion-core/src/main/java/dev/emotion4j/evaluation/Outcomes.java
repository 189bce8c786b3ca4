package dev.emotion4j.evaluation;

import java.util.Arrays;

/**
 * What was true and what was predicted, sample by sample, as sorted sets of label indices: one true
 * label and at most one predicted in single-label classification. Sets are short, so a resample of
 * the bootstrap costs little.
 */
final class Outcomes {

  final boolean multiLabel;
  private final int labels;
  private final int[][] actual;
  private final int[][] predicted;
  private final int[][] correct;
  private final boolean[] exact;

  private Outcomes(
      boolean multiLabel, int labels, int[][] actual, int[][] predicted, boolean[] exact) {
    this.multiLabel = multiLabel;
    this.labels = labels;
    this.actual = actual;
    this.predicted = predicted;
    this.exact = exact;
    this.correct = new int[actual.length][];
    for (int i = 0; i < actual.length; i++) {
      correct[i] = common(actual[i], predicted[i]);
    }
  }

  static Outcomes single(int labels, int[] truth, int[] predicted) {
    int[][] actual = new int[truth.length][];
    int[][] answers = new int[truth.length][];
    boolean[] exact = new boolean[truth.length];
    for (int i = 0; i < truth.length; i++) {
      actual[i] = new int[] {truth[i]};
      answers[i] =
          predicted[i] == ConfusionMatrix.ABSTAINED ? new int[0] : new int[] {predicted[i]};
      exact[i] = truth[i] == predicted[i];
    }
    return new Outcomes(false, labels, actual, answers, exact);
  }

  static Outcomes multi(int labels, boolean[][] truth, boolean[][] predicted) {
    int[][] actual = new int[truth.length][];
    int[][] answers = new int[truth.length][];
    for (int i = 0; i < truth.length; i++) {
      Check.width("truth", i, truth[i].length, labels);
      Check.width("prediction", i, predicted[i].length, labels);
      actual[i] = members(truth[i]);
      answers[i] = members(predicted[i]);
    }
    return new Outcomes(true, labels, actual, answers, equalRows(actual, answers));
  }

  /**
   * The same samples seen through some of the labels only; a single-label sample stays right or
   * wrong as it was.
   */
  Outcomes restrictedTo(int[] kept) {
    int[][] someActual = new int[size()][];
    int[][] somePredicted = new int[size()][];
    for (int i = 0; i < size(); i++) {
      someActual[i] = renumbered(actual[i], kept);
      somePredicted[i] = renumbered(predicted[i], kept);
    }
    boolean[] right = multiLabel ? equalRows(someActual, somePredicted) : exact;
    return new Outcomes(multiLabel, kept.length, someActual, somePredicted, right);
  }

  int size() {
    return actual.length;
  }

  boolean sameTruth(Outcomes other) {
    return multiLabel == other.multiLabel
        && labels == other.labels
        && Arrays.deepEquals(actual, other.actual);
  }

  /**
   * Whether every sample has one true and one predicted label among these: then micro precision,
   * recall, F1 and accuracy agree.
   */
  boolean microIsAccuracy() {
    if (multiLabel) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (actual[i].length != 1 || predicted[i].length != 1) {
        return false;
      }
    }
    return true;
  }

  Tally tally() {
    int[] rows = new int[size()];
    Arrays.setAll(rows, i -> i);
    return tally(rows);
  }

  /** The counts over some samples; a sample may be drawn more than once. */
  Tally tally(int[] rows) {
    Tally tally = new Tally(labels, rows.length, multiLabel);
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      count(tally.actual, actual[row]);
      count(tally.predicted, predicted[row]);
      count(tally.correct, correct[row]);
      tally.exact += exact[row] ? 1 : 0;
      if (multiLabel) {
        tally.sample(i, correct[row].length, predicted[row].length, actual[row].length);
      }
    }
    return tally;
  }

  /**
   * {@code [labels][labels + 1]}: truth by prediction, the last column for no answer; single-label
   * only.
   */
  long[][] confusion() {
    long[][] counts = new long[labels][labels + 1];
    for (int i = 0; i < size(); i++) {
      if (actual[i].length == 1) {
        counts[actual[i][0]][predicted[i].length == 1 ? predicted[i][0] : labels]++;
      }
    }
    return counts;
  }

  private static void count(long[] counts, int[] members) {
    for (int member : members) {
      counts[member]++;
    }
  }

  private static int[] members(boolean[] row) {
    int[] members = new int[row.length];
    int count = 0;
    for (int i = 0; i < row.length; i++) {
      if (row[i]) {
        members[count++] = i;
      }
    }
    return Arrays.copyOf(members, count);
  }

  private static int[] common(int[] one, int[] other) {
    return Arrays.stream(one).filter(x -> Arrays.binarySearch(other, x) >= 0).toArray();
  }

  private static int[] renumbered(int[] members, int[] kept) {
    int[] result = new int[kept.length];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      if (Arrays.binarySearch(members, kept[i]) >= 0) {
        result[count++] = i;
      }
    }
    return Arrays.copyOf(result, count);
  }

  private static boolean[] equalRows(int[][] one, int[][] other) {
    boolean[] equal = new boolean[one.length];
    for (int i = 0; i < equal.length; i++) {
      equal[i] = Arrays.equals(one[i], other[i]);
    }
    return equal;
  }
}
