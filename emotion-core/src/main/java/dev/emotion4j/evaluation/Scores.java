package dev.emotion4j.evaluation;

/**
 * Precision, recall and F1 of one class or of an average, and how many samples stand behind them.
 * Immutable.
 *
 * <p>With tp, fp and fn the true positives, false positives and false negatives: precision = tp /
 * (tp + fp), recall = tp / (tp + fn), F1 = 2 tp / (2 tp + fp + fn); each is 0 where its divisor is
 * 0.
 *
 * @param precision the share of the predictions that is right, 0..1
 * @param recall the share of the true cases that is found, 0..1
 * @param f1 the harmonic mean of both, 0..1; for a macro, weighted or samples average the mean of
 *     the F1 values, not the F1 of the means
 * @param support the number of true cases
 */
public record Scores(double precision, double recall, double f1, long support) {

  static Scores of(double correct, double predicted, double actual, long support) {
    return new Scores(
        Sums.ratio(correct, predicted),
        Sums.ratio(correct, actual),
        Sums.ratio(2 * correct, predicted + actual),
        support);
  }
}
