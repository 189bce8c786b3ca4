package dev.emotion4j.evaluation;

/**
 * The formulas, as functions of arrays. Stateless and thread-safe; arrays are only read.
 *
 * <p>F1, precision and recall per label and their averages are in {@link ClassificationReport}; the
 * functions here with {@code classes} give the same numbers without labels. All agree with
 * scikit-learn 1.x ({@code accuracy_score}, {@code balanced_accuracy_score}, {@code
 * f1_score(labels=range(classes))}, {@code jaccard_score(average='samples')}, {@code log_loss},
 * {@code mean_squared_error}).
 */
public final class Metrics {

  private static final double SMALLEST_PROBABILITY = Math.ulp(1.0);

  private Metrics() {}

  /**
   * The share of predictions that is right.
   *
   * @throws IllegalArgumentException if the sizes differ or there is no sample
   */
  public static double accuracy(int[] truth, int[] predicted) {
    Check.sameSize("true labels", truth.length, "predictions", predicted.length);
    int right = 0;
    for (int i = 0; i < truth.length; i++) {
      right += truth[i] == predicted[i] ? 1 : 0;
    }
    return (double) right / truth.length;
  }

  /**
   * Mean recall over the classes that occur in the truth: balanced accuracy, or unweighted average
   * recall (UAR) in the speech literature.
   *
   * @param classes the number of classes
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     class
   */
  public static double balancedAccuracy(int classes, int[] truth, int[] predicted) {
    return tally(classes, truth, predicted).balancedAccuracy();
  }

  /**
   * Mean of the classes' F1.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     class
   */
  public static double macroF1(int classes, int[] truth, int[] predicted) {
    return tally(classes, truth, predicted).macro().f1();
  }

  /**
   * F1 of the counts added up over the classes; with one answer for every sample this is the
   * accuracy.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     class
   */
  public static double microF1(int classes, int[] truth, int[] predicted) {
    return tally(classes, truth, predicted).micro().f1();
  }

  /**
   * Mean of the classes' F1, weighted by how often each is the truth.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no sample, or an index is no
   *     class
   */
  public static double weightedF1(int classes, int[] truth, int[] predicted) {
    return tally(classes, truth, predicted).weighted().f1();
  }

  /**
   * Mean over the samples of |true and predicted| / |true or predicted|, the multi-label accuracy
   * of SemEval-2018 task 1 (Mohammad et al. 2018). As there, a sample that has no label and gets
   * none counts 1.
   *
   * @param truth {@code [sample][label]}
   * @param predicted {@code [sample][label]}
   * @throws IllegalArgumentException if the sizes differ or there is no sample
   */
  public static double jaccard(boolean[][] truth, boolean[][] predicted) {
    Check.sameSize("true label sets", truth.length, "predictions", predicted.length);
    return Outcomes.multi(truth[0].length, truth, predicted)
        .tally()
        .metrics()
        .getOrDefault(Metric.JACCARD, 0.0);
  }

  /**
   * Mean negative natural logarithm of the probability given to the true class (cross-entropy),
   * probabilities clipped to {@code 2.2e-16 .. 1 - 2.2e-16}.
   *
   * @param truth the true class of each sample
   * @param probabilities {@code [sample][class]}, each row adding up to 1
   * @throws IllegalArgumentException if sizes differ, there is no sample, an index is no class, or
   *     a row is no distribution
   */
  public static double logLoss(int[] truth, double[][] probabilities) {
    Check.sameSize("true labels", truth.length, "rows of probabilities", probabilities.length);
    double[] losses = new double[truth.length];
    int classes = probabilities[0].length;
    for (int i = 0; i < truth.length; i++) {
      Check.width("prediction", i, probabilities[i].length, classes);
      Check.index("truth", i, truth[i], classes);
      Check.distribution(i, probabilities[i]);
      losses[i] = -Math.log(clipped(probabilities[i][truth[i]]));
    }
    return Sums.mean(losses);
  }

  /**
   * Mean binary cross-entropy over samples and labels, probabilities clipped to {@code 2.2e-16 .. 1
   * - 2.2e-16}.
   *
   * @param truth {@code [sample][label]}
   * @param probabilities {@code [sample][label]}, each label by itself
   * @throws IllegalArgumentException if sizes differ, there is no sample or label, or a value is no
   *     probability
   */
  public static double logLoss(boolean[][] truth, double[][] probabilities) {
    Check.sameSize("true label sets", truth.length, "rows of probabilities", probabilities.length);
    double[] losses = new double[truth.length];
    int labels = truth[0].length;
    Check.notEmpty("labels", labels);
    for (int i = 0; i < truth.length; i++) {
      Check.width("truth", i, truth[i].length, labels);
      Check.width("prediction", i, probabilities[i].length, labels);
      for (int j = 0; j < labels; j++) {
        Check.probability("probability", i, probabilities[i][j]);
        double right = truth[i][j] ? probabilities[i][j] : 1 - probabilities[i][j];
        losses[i] -= Math.log(clipped(right)) / labels;
      }
    }
    return Sums.mean(losses);
  }

  /**
   * Mean squared error.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no value, or one is not finite
   */
  public static double mse(double[] truth, double[] predicted) {
    check(truth, predicted);
    double[] squares = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      squares[i] = (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
    }
    return Sums.mean(squares);
  }

  /**
   * Pearson's correlation coefficient, -1..1; 0 where either side is constant.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no value, or one is not finite
   */
  public static double pearson(double[] truth, double[] predicted) {
    check(truth, predicted);
    Moments m = Moments.of(truth, predicted);
    return Math.max(
        -1, Math.min(1, Sums.ratio(m.covariance, Math.sqrt(m.varianceX) * Math.sqrt(m.varianceY))));
  }

  /**
   * Lin's concordance correlation coefficient (Lin 1989): {@code 2 cov(x, y) / (var x + var y +
   * (mean x - mean y)^2)} with population moments (divided by n). Between -1 and 1; 1 only where
   * both are equal, since shift and scale cost. 0 where both sides are one constant.
   *
   * @throws IllegalArgumentException if the sizes differ, there is no value, or one is not finite
   */
  public static double ccc(double[] truth, double[] predicted) {
    check(truth, predicted);
    Moments m = Moments.of(truth, predicted);
    double shift = m.meanX - m.meanY;
    return Sums.ratio(2 * m.covariance, m.varianceX + m.varianceY + shift * shift);
  }

  /**
   * The index of the largest value, the first one of equals.
   *
   * @throws IllegalArgumentException if there is no value or one is NaN
   */
  public static int top(double[] values) {
    Check.notEmpty("values", values.length);
    int best = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException(
            "value " + i + " is NaN, expected a number; look for overflow in the model's output");
      }
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /**
   * {@link #top(double[])} of each row.
   *
   * @param rows {@code [sample][class]}, scores, logits or probabilities
   * @throws IllegalArgumentException if a row is empty or holds NaN
   */
  public static int[] top(double[][] rows) {
    int[] tops = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      try {
        tops[i] = top(rows[i]);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("sample " + i + ": " + e.getMessage(), e);
      }
    }
    return tops;
  }

  private static double clipped(double probability) {
    return Math.max(SMALLEST_PROBABILITY, Math.min(1 - SMALLEST_PROBABILITY, probability));
  }

  private static Tally tally(int classes, int[] truth, int[] predicted) {
    Check.sameSize("true labels", truth.length, "predictions", predicted.length);
    for (int i = 0; i < truth.length; i++) {
      Check.index("truth", i, truth[i], classes);
      if (predicted[i] != ConfusionMatrix.ABSTAINED) {
        Check.index("prediction", i, predicted[i], classes);
      }
    }
    return Outcomes.single(classes, truth, predicted).tally();
  }

  private static void check(double[] truth, double[] predicted) {
    Check.sameSize("true values", truth.length, "predictions", predicted.length);
    for (int i = 0; i < truth.length; i++) {
      Check.finite("truth", i, truth[i]);
      Check.finite("prediction", i, predicted[i]);
    }
  }

  /**
   * Means, population variances and covariance; the second pass over centred values loses no digits
   * to a large mean.
   */
  private record Moments(
      double meanX, double meanY, double varianceX, double varianceY, double covariance) {

    static Moments of(double[] x, double[] y) {
      double meanX = mean(x);
      double meanY = mean(y);
      double[] xx = new double[x.length];
      double[] yy = new double[x.length];
      double[] xy = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        xx[i] = (x[i] - meanX) * (x[i] - meanX);
        yy[i] = (y[i] - meanY) * (y[i] - meanY);
        xy[i] = (x[i] - meanX) * (y[i] - meanY);
      }
      return new Moments(meanX, meanY, Sums.mean(xx), Sums.mean(yy), Sums.mean(xy));
    }

    /**
     * Corrected once, so that the mean of equal values is exactly that value and their variance
     * exactly 0.
     */
    private static double mean(double[] values) {
      double first = values[0];
      double[] shifted = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        shifted[i] = values[i] - first;
      }
      return first + Sums.mean(shifted);
    }
  }
}
