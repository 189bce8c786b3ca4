package dev.emotion4j.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * One threshold per label: a label is given where its probability is at least its threshold.
 * Immutable and thread-safe.
 *
 * <p>Choose thresholds on validation data; on the data they are chosen on, the F1 they promise is
 * too high.
 */
public final class Thresholds {

  /**
   * What a label gets that never occurs in the data thresholds are chosen on, and the usual choice
   * for all.
   */
  public static final double DEFAULT = 0.5;

  private final double[] values;

  private Thresholds(double[] values) {
    this.values = values;
  }

  /**
   * Thresholds by hand.
   *
   * @param values one per label, 0..1; copied
   * @throws IllegalArgumentException for none, or a value outside 0..1
   */
  public static Thresholds of(double... values) {
    Check.notEmpty("thresholds", values.length);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        throw new IllegalArgumentException(
            "threshold " + i + " is " + values[i] + ", expected 0..1");
      }
    }
    return new Thresholds(values.clone());
  }

  /**
   * The same threshold for every label.
   *
   * @throws IllegalArgumentException for no label, or a value outside 0..1
   */
  public static Thresholds uniform(int labels, double value) {
    double[] values = new double[Math.max(0, labels)];
    Arrays.fill(values, value);
    return of(values);
  }

  /**
   * The thresholds that give each label its highest F1 (and so the highest macro F1) on these
   * samples.
   *
   * <p>All that matters is between which neighboring probabilities a threshold lies; it is put in
   * the middle of the two. Where several places give the same F1, the widest gap is taken, because
   * there the decision depends least on which samples happened to be drawn (the choice of lower
   * variance); of equally wide gaps the one nearest to 0.5, then the lower. A label without a true
   * sample gets {@link #DEFAULT}. Takes O(n log n) per label. For why thresholds matter for F1, see
   * Lipton et al. 2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure".
   *
   * @param probabilities {@code [sample][label]}
   * @param truth {@code [sample][label]}
   * @throws IllegalArgumentException if sizes differ, there is no sample or label, or a value is no
   *     probability
   */
  public static Thresholds maximizeF1(double[][] probabilities, boolean[][] truth) {
    Check.sameSize("rows of probabilities", probabilities.length, "true label sets", truth.length);
    int labels = truth[0].length;
    Check.notEmpty("labels", labels);
    for (int i = 0; i < truth.length; i++) {
      Check.width("truth", i, truth[i].length, labels);
      Check.width("prediction", i, probabilities[i].length, labels);
      for (double probability : probabilities[i]) {
        Check.probability("probability", i, probability);
      }
    }
    double[] values = new double[labels];
    for (int j = 0; j < labels; j++) {
      values[j] = best(j, probabilities, truth);
    }
    return new Thresholds(values);
  }

  private static double best(int label, double[][] probabilities, boolean[][] truth) {
    int[] order =
        IntStream.range(0, truth.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i][label]))
            .mapToInt(i -> i)
            .toArray();
    long positives = IntStream.of(order).filter(i -> truth[i][label]).count();
    Place best = new Place(0, 0, DEFAULT);
    long correct = 0;
    for (int taken = 1; positives > 0 && taken <= order.length; taken++) {
      double lowest = probabilities[order[taken - 1]][label];
      correct += truth[order[taken - 1]][label] ? 1 : 0;
      double next = taken < order.length ? probabilities[order[taken]][label] : 0;
      if (taken == order.length || next < lowest) {
        double middle = next + (lowest - next) / 2;
        double threshold = middle > next ? middle : lowest;
        Place place = new Place(2.0 * correct / (taken + positives), lowest - next, threshold);
        best = place.beats(best) ? place : best;
      }
    }
    return best.threshold;
  }

  /** A gap between neighboring probabilities that a threshold may lie in. */
  private record Place(double f1, double gap, double threshold) {

    boolean beats(Place other) {
      if (f1 != other.f1) {
        return f1 > other.f1;
      }
      if (gap != other.gap) {
        return gap > other.gap;
      }
      double distance = Math.abs(threshold - DEFAULT);
      double otherDistance = Math.abs(other.threshold - DEFAULT);
      return distance != otherDistance ? distance < otherDistance : threshold < other.threshold;
    }
  }

  /** The number of labels. */
  public int size() {
    return values.length;
  }

  /**
   * The threshold of a label by index.
   *
   * @throws IllegalArgumentException if there is no such label
   */
  public double value(int label) {
    if (label < 0 || label >= values.length) {
      throw new IllegalArgumentException(
          "label index " + label + " is outside 0.." + (values.length - 1));
    }
    return values[label];
  }

  /** A copy of the thresholds, one per label; the caller owns it. */
  public double[] values() {
    return values.clone();
  }

  /**
   * Which labels one sample gets: a new array, one value per label.
   *
   * @throws IllegalArgumentException if there is not one value per label, or one is no probability
   */
  public boolean[] apply(double[] probabilities) {
    return apply(new double[][] {probabilities})[0];
  }

  /**
   * Which labels each sample gets: new arrays, {@code [sample][label]}.
   *
   * @param probabilities {@code [sample][label]}
   * @throws IllegalArgumentException if a row has not one value per label, or a value is no
   *     probability
   */
  public boolean[][] apply(double[][] probabilities) {
    boolean[][] result = new boolean[probabilities.length][values.length];
    for (int i = 0; i < probabilities.length; i++) {
      Check.width("prediction", i, probabilities[i].length, values.length);
      for (int j = 0; j < values.length; j++) {
        Check.probability("probability", i, probabilities[i][j]);
        result[i][j] = probabilities[i][j] >= values[j];
      }
    }
    return result;
  }

  /** The thresholds, such as {@code Thresholds[0.5, 0.31]}. */
  @Override
  public String toString() {
    return "Thresholds" + Arrays.toString(values);
  }
}
