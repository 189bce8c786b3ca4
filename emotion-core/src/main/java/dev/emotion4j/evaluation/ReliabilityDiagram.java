package dev.emotion4j.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a model's confidence can be trusted: samples in bins of equal width by confidence, each
 * with its mean confidence and its accuracy. Immutable and thread-safe.
 *
 * <p>Bin b of n holds confidences in {@code (b / n, (b + 1) / n]}, the first one 0 as well, as in
 * Naeini et al. 2015 and Guo et al. 2017 ("On Calibration of Modern Neural Networks").
 *
 * @param bins all bins in order, empty ones included
 */
public record ReliabilityDiagram(List<Bin> bins) {

  /** The usual number of bins, 15 (Guo et al. 2017). */
  public static final int DEFAULT_BINS = 15;

  /**
   * The samples of one range of confidence.
   *
   * @param lower where it begins, exclusive but for 0
   * @param upper where it ends, inclusive
   * @param count the number of samples
   * @param confidence their mean confidence, 0 for none
   * @param accuracy the share of them that is right, 0 for none
   */
  public record Bin(double lower, double upper, int count, double confidence, double accuracy) {}

  /** Keeps a copy of the list. */
  public ReliabilityDiagram {
    bins = List.copyOf(bins);
  }

  /**
   * The diagram of the top class: confidence is the largest probability of a row.
   *
   * @param truth the true class of each sample
   * @param probabilities {@code [sample][class]}, each row adding up to 1
   * @throws IllegalArgumentException if sizes differ, there is no sample, an index is no class, or
   *     a row is no distribution
   */
  public static ReliabilityDiagram of(int[] truth, double[][] probabilities, int bins) {
    Check.sameSize("true labels", truth.length, "rows of probabilities", probabilities.length);
    double[] confidences = new double[truth.length];
    boolean[] correct = new boolean[truth.length];
    for (int i = 0; i < truth.length; i++) {
      Check.index("truth", i, truth[i], probabilities[i].length);
      Check.distribution(i, probabilities[i]);
      int top = Metrics.top(probabilities[i]);
      confidences[i] = Math.min(1, probabilities[i][top]);
      correct[i] = top == truth[i];
    }
    return of(confidences, correct, bins);
  }

  /**
   * The diagram of any yes-or-no answer with a confidence; for one label of a multi-label model its
   * probability and its truth.
   *
   * @param confidences 0..1 each
   * @param correct whether the answer, or the label, was right
   * @param bins how many bins, at least 1
   * @throws IllegalArgumentException if sizes differ, there is no sample, a confidence is none, or
   *     bins is below 1
   */
  public static ReliabilityDiagram of(double[] confidences, boolean[] correct, int bins) {
    Check.sameSize("confidences", confidences.length, "outcomes", correct.length);
    if (bins < 1) {
      throw new IllegalArgumentException(
          "bins is " + bins + ", expected at least 1; " + DEFAULT_BINS + " is usual");
    }
    List<List<Integer>> members = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < confidences.length; i++) {
      Check.probability("confidence", i, confidences[i]);
      members.get(bin(confidences[i], bins)).add(i);
    }
    List<Bin> result = new ArrayList<>(bins);
    for (int b = 0; b < bins; b++) {
      List<Integer> rows = members.get(b);
      double confidence =
          Sums.mean(rows.stream().mapToDouble(i -> confidences[i]).sorted().toArray());
      long right = rows.stream().filter(i -> correct[i]).count();
      result.add(
          new Bin(
              (double) b / bins,
              (b + 1.0) / bins,
              rows.size(),
              confidence,
              Sums.ratio(right, rows.size())));
    }
    return new ReliabilityDiagram(result);
  }

  private static int bin(double confidence, int bins) {
    int b = Math.max(0, Math.min(bins - 1, (int) Math.ceil(confidence * bins) - 1));
    if (b > 0 && confidence <= (double) b / bins) {
      return b - 1;
    }
    return b < bins - 1 && confidence > (b + 1.0) / bins ? b + 1 : b;
  }

  /**
   * Expected calibration error: the mean of |accuracy - confidence| over the bins, weighted by
   * their samples; 0..1, 0 is best.
   */
  public double expectedCalibrationError() {
    return Sums.ratio(
        bins.stream().mapToDouble(bin -> bin.count * Math.abs(bin.accuracy - bin.confidence)).sum(),
        bins.stream().mapToDouble(Bin::count).sum());
  }

  /** Maximum calibration error: the largest |accuracy - confidence| of a bin that holds samples. */
  public double maximumCalibrationError() {
    return bins.stream()
        .filter(bin -> bin.count > 0)
        .mapToDouble(bin -> Math.abs(bin.accuracy - bin.confidence))
        .max()
        .orElse(0);
  }

  /** A table with one row per bin that holds samples, and the expected calibration error below. */
  public String text() {
    StringBuilder out = new StringBuilder("   confidence  samples  mean confidence  accuracy\n");
    for (Bin bin : bins) {
      if (bin.count > 0) {
        out.append(Layout.right(Layout.fixed(bin.lower, 3) + "-" + Layout.fixed(bin.upper, 3), 13))
            .append(Layout.right(Integer.toString(bin.count), 9))
            .append(Layout.right(Layout.fixed(bin.confidence, 3), 17))
            .append(Layout.right(Layout.fixed(bin.accuracy, 3), 10))
            .append('\n');
      }
    }
    return out.append("expected calibration error ")
        .append(Layout.fixed(expectedCalibrationError(), 4))
        .append('\n')
        .toString();
  }
}
