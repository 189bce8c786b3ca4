package dev.emotion4j.tuning;

import dev.emotion4j.evaluation.Metric;

/**
 * When to end before the last epoch: after {@code patience} epochs without an improvement of more
 * than {@code margin}. Ending early is a result, not an error. The best weights are restored
 * whether or not training ends early.
 *
 * @param metric what is watched on the validation set
 * @param patience epochs without improvement, 1 or more
 * @param margin what counts as an improvement, 0 or more
 */
public record EarlyStopping(Metric metric, int patience, double margin) {
  /** The number of the epoch, which the training loop knows without measuring. */
  static final Metric EPOCH = new Metric("epoch", true);

  /**
   * Never: all epochs are run and the weights of the last one kept, so that the validation set
   * chooses nothing. For a number of epochs that is known beforehand, with a learning rate that
   * falls to 0.
   */
  public static final EarlyStopping NEVER = new EarlyStopping(EPOCH, Integer.MAX_VALUE, 0);

  /** Checks the ranges. */
  public EarlyStopping {
    if (patience < 1 || !(margin >= 0)) {
      throw new IllegalArgumentException(
          "patience " + patience + ", margin " + margin + "; expected 1 or more and 0 or more");
    }
  }

  /** Returns patience 2 and margin 0 on a metric. */
  public static EarlyStopping on(Metric metric) {
    return new EarlyStopping(metric, 2, 0);
  }

  /** Returns a copy with this patience. */
  public EarlyStopping patience(int epochs) {
    return new EarlyStopping(metric, epochs, margin);
  }

  /** Returns a copy with this margin. */
  public EarlyStopping margin(double value) {
    return new EarlyStopping(metric, patience, value);
  }
}
