package dev.emotion4j.evaluation;

import dev.emotion4j.signal.LabelSet;
import java.util.Arrays;

/**
 * The model that always answers with the most frequent class: what a real one has to beat.
 * Immutable.
 *
 * @param label the class
 * @param index its index in the label set
 * @param share how much of the data it was found in has it, 0..1
 */
public record MajorityClass(String label, int index, double share) {

  /**
   * The most frequent class, the first in the label set of equally frequent ones.
   *
   * @param truth the true classes of the training data
   * @throws IllegalArgumentException if there is no sample or an index is no label
   */
  public static MajorityClass of(LabelSet labels, int[] truth) {
    Check.notEmpty("true labels", truth.length);
    Check.indices("truth", truth, labels, false);
    double[] counts = new double[labels.size()];
    for (int label : truth) {
      counts[label]++;
    }
    int top = Metrics.top(counts);
    return new MajorityClass(labels.name(top), top, counts[top] / truth.length);
  }

  /** The answers to this many samples: a new array that holds the index. */
  public int[] predict(int n) {
    int[] answers = new int[n];
    Arrays.fill(answers, index);
    return answers;
  }

  /**
   * How well the answer does.
   *
   * @param truth the true classes of the data to measure on
   * @throws IllegalArgumentException if there is no sample or an index is no label
   */
  public ClassificationReport report(LabelSet labels, int[] truth) {
    return ClassificationReport.singleLabel(labels, truth, predict(truth.length));
  }
}
