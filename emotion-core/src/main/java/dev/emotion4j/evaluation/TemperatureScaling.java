package dev.emotion4j.evaluation;

import java.util.function.DoubleUnaryOperator;

/**
 * Calibration by one number (Guo et al. 2017): probabilities are {@code softmax(logits /
 * temperature)}, or {@code sigmoid(logits / temperature)} for independent labels. Immutable and
 * thread-safe.
 *
 * <p>It changes how sure a model is, never which class it ranks first. Fit it on validation data,
 * not on training data.
 *
 * @param temperature above 1 makes the model less sure, below 1 surer; 1 changes nothing
 */
public record TemperatureScaling(double temperature) {

  /** The temperature that changes nothing. */
  public static final TemperatureScaling NONE = new TemperatureScaling(1);

  /**
   * The lowest temperature that fitting gives: where every sample is right, ever lower would be
   * ever better.
   */
  public static final double LOWEST = 0.01;

  /**
   * The highest temperature that fitting gives: where logits are worse than none, ever higher would
   * be ever better.
   */
  public static final double HIGHEST = 100;

  private static final int HALVINGS = 64;

  /**
   * A temperature.
   *
   * @throws IllegalArgumentException if it is not a finite number above 0
   */
  public TemperatureScaling {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "temperature is "
              + temperature
              + ", expected a finite number above 0; 1 changes nothing");
    }
  }

  /**
   * The temperature of the lowest mean negative log-likelihood of the true classes.
   *
   * <p>The loss is convex in {@code 1 / temperature}, so the zero of its derivative (mean expected
   * logit minus true logit) is found by bisection between {@link #LOWEST} and {@link #HIGHEST}, to
   * the last digits. Where all logits of each sample are equal, every temperature is as good and
   * the result is 1.
   *
   * @param truth the true class of each sample
   * @param logits {@code [sample][class]}
   * @throws IllegalArgumentException if sizes differ, there is no sample, an index is no class, or
   *     a logit is not finite
   */
  public static TemperatureScaling fit(int[] truth, double[][] logits) {
    Check.sameSize("true labels", truth.length, "rows of logits", logits.length);
    double[][] targets = new double[truth.length][];
    for (int i = 0; i < truth.length; i++) {
      Check.index("truth", i, truth[i], logits[i].length);
      targets[i] = new double[logits[i].length];
      targets[i][truth[i]] = 1;
    }
    return fit(targets, logits);
  }

  /**
   * The temperature of the lowest mean cross-entropy to target distributions, such as label sets
   * spread evenly or votes; see {@link #fit(int[], double[][])}.
   *
   * @param targets {@code [sample][class]}, each row adding up to 1
   * @param logits {@code [sample][class]}
   * @throws IllegalArgumentException if sizes differ, there is no sample, a row is no distribution,
   *     or a logit is not finite
   */
  public static TemperatureScaling fit(double[][] targets, double[][] logits) {
    Check.sameSize("rows of targets", targets.length, "rows of logits", logits.length);
    checkLogits(logits);
    for (int i = 0; i < targets.length; i++) {
      Check.width("target", i, targets[i].length, logits[i].length);
      Check.distribution(i, targets[i]);
    }
    return minimum(
        beta -> {
          double[] slopes = new double[logits.length];
          for (int i = 0; i < slopes.length; i++) {
            slopes[i] = slope(targets[i], softmax(logits[i], beta), logits[i]);
          }
          return Sums.mean(slopes);
        });
  }

  /**
   * The temperature of the lowest mean binary cross-entropy of independent labels; see {@link
   * #fit(int[], double[][])}.
   *
   * @param truth {@code [sample][label]}
   * @param logits {@code [sample][label]}
   * @throws IllegalArgumentException if sizes differ, there is no sample, or a logit is not finite
   */
  public static TemperatureScaling fit(boolean[][] truth, double[][] logits) {
    Check.sameSize("true label sets", truth.length, "rows of logits", logits.length);
    checkLogits(logits);
    double[][] targets = new double[truth.length][];
    for (int i = 0; i < truth.length; i++) {
      Check.width("truth", i, truth[i].length, logits[i].length);
      targets[i] = new double[truth[i].length];
      for (int j = 0; j < truth[i].length; j++) {
        targets[i][j] = truth[i][j] ? 1 : 0;
      }
    }
    return minimum(
        beta -> {
          double[] slopes = new double[logits.length];
          for (int i = 0; i < slopes.length; i++) {
            slopes[i] = slope(targets[i], sigmoid(logits[i], beta), logits[i]);
          }
          return Sums.mean(slopes);
        });
  }

  /**
   * {@code softmax(logits / temperature)}, a new array.
   *
   * @throws IllegalArgumentException if there is no logit or one is not finite
   */
  public double[] softmax(double[] logits) {
    checkLogits(new double[][] {logits});
    return softmax(logits, 1 / temperature);
  }

  /**
   * {@code sigmoid(logits / temperature)}, a new array.
   *
   * @throws IllegalArgumentException if there is no logit or one is not finite
   */
  public double[] sigmoid(double[] logits) {
    checkLogits(new double[][] {logits});
    return sigmoid(logits, 1 / temperature);
  }

  private static TemperatureScaling minimum(DoubleUnaryOperator slope) {
    double low = Math.log(1 / HIGHEST);
    double high = Math.log(1 / LOWEST);
    if (slope.applyAsDouble(1) == 0) {
      return NONE;
    }
    if (slope.applyAsDouble(Math.exp(low)) >= 0) {
      return new TemperatureScaling(HIGHEST);
    }
    if (slope.applyAsDouble(Math.exp(high)) <= 0) {
      return new TemperatureScaling(LOWEST);
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope.applyAsDouble(Math.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new TemperatureScaling(Math.exp(-(low + high) / 2));
  }

  /** The derivative of one sample's cross-entropy by 1 / temperature. */
  private static double slope(double[] target, double[] probabilities, double[] logits) {
    double slope = 0;
    for (int j = 0; j < logits.length; j++) {
      slope += (probabilities[j] - target[j]) * logits[j];
    }
    return slope;
  }

  private static double[] softmax(double[] logits, double beta) {
    double largest = logits[Metrics.top(logits)];
    double[] result = new double[logits.length];
    double sum = 0;
    for (int j = 0; j < logits.length; j++) {
      result[j] = Math.exp((logits[j] - largest) * beta);
      sum += result[j];
    }
    for (int j = 0; j < logits.length; j++) {
      result[j] /= sum;
    }
    return result;
  }

  private static double[] sigmoid(double[] logits, double beta) {
    double[] result = new double[logits.length];
    for (int j = 0; j < logits.length; j++) {
      result[j] = 1 / (1 + Math.exp(-logits[j] * beta));
    }
    return result;
  }

  private static void checkLogits(double[][] logits) {
    for (int i = 0; i < logits.length; i++) {
      Check.notEmpty("logits", logits[i].length);
      for (double value : logits[i]) {
        Check.finite("logit", i, value);
      }
    }
  }
}
