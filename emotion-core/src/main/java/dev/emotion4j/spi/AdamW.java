package dev.emotion4j.spi;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as PyTorch computes it: {@code
 * theta <- theta - eta lambda theta - eta m' / (sqrt(v') + epsilon)}.
 *
 * @param learningRate eta, before any schedule
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the denominator
 * @param weightDecay lambda
 */
public record AdamW(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
  /** Checks the ranges. */
  public AdamW {
    if (!(learningRate >= 0)
        || !(weightDecay >= 0)
        || !(epsilon > 0)
        || !(beta1 >= 0 && beta1 < 1)
        || !(beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "AdamW with learning rate "
              + learningRate
              + ", betas "
              + beta1
              + " and "
              + beta2
              + ", epsilon "
              + epsilon
              + ", weight decay "
              + weightDecay
              + "; expected betas in [0, 1), epsilon above 0, the others 0 or more");
    }
  }

  /** Returns betas .9 and .999, epsilon 1e-8 and weight decay .01 with this learning rate. */
  public static AdamW of(double learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01);
  }

  /** Returns a copy with this decay. */
  public AdamW weightDecay(double decay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, decay);
  }
}
