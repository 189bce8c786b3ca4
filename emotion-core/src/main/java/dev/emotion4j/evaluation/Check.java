package dev.emotion4j.evaluation;

import dev.emotion4j.signal.LabelSet;

/** The argument checks that the public doors of this package share. */
final class Check {

  private Check() {}

  static void sameSize(String one, int oneSize, String other, int otherSize) {
    if (oneSize != otherSize) {
      throw new IllegalArgumentException(
          oneSize
              + " "
              + one
              + " but "
              + otherSize
              + " "
              + other
              + "; give one of each per sample, in the same order");
    }
    notEmpty(one, oneSize);
  }

  static void notEmpty(String what, int size) {
    if (size == 0) {
      throw new IllegalArgumentException(
          "no " + what + ": nothing can be measured on an empty set; give at least one sample");
    }
  }

  static void width(String what, int sample, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          what
              + " of sample "
              + sample
              + " has "
              + found
              + " values, expected "
              + expected
              + ", one per label");
    }
  }

  static void index(String what, int sample, int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          what + " of sample " + sample + " is class " + index + ", expected 0.." + (size - 1));
    }
  }

  static void indices(String what, int[] indices, LabelSet labels, boolean mayAbstain) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < (mayAbstain ? ConfusionMatrix.ABSTAINED : 0)
          || indices[i] >= labels.size()) {
        throw new IllegalArgumentException(
            what
                + " of sample "
                + i
                + " is class "
                + indices[i]
                + ", expected 0.."
                + (labels.size() - 1)
                + (mayAbstain ? " or " + ConfusionMatrix.ABSTAINED + " for no answer" : "")
                + "; the labels are "
                + String.join(", ", labels.names()));
      }
    }
  }

  static void finite(String what, int sample, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          what
              + " of sample "
              + sample
              + " is "
              + value
              + ", expected a finite number; look for overflow in the model's output");
    }
  }

  static void probability(String what, int sample, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          what
              + " of sample "
              + sample
              + " is "
              + value
              + ", expected 0..1; give probabilities, not logits");
    }
  }

  /**
   * A row of probabilities over exclusive classes; single precision may cost the sum a few digits.
   */
  static void distribution(int sample, double[] row) {
    double sum = 0;
    for (double value : row) {
      probability("probability", sample, value);
      sum += value;
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new IllegalArgumentException(
          "probabilities of sample "
              + sample
              + " add up to "
              + sum
              + ", expected 1; give a softmax over the classes");
    }
  }
}
