package dev.emotion4j.tuning;

/**
 * How the learning rate moves: linearly up over the first steps, then stays or falls linearly to 0.
 *
 * @param warmup the share of all steps in which it rises, from 0 to 1
 * @param decay whether it falls to 0 afterwards
 */
public record Schedule(double warmup, boolean decay) {
  /** Checks the share. */
  public Schedule {
    if (!(warmup >= 0 && warmup <= 1)) {
      throw new IllegalArgumentException("warm-up share " + warmup + "; expected 0 to 1");
    }
  }

  /** Returns a rate that never changes. */
  public static Schedule constant() {
    return new Schedule(0, false);
  }

  /** Returns a linear rise over this share of the steps, then a linear fall to 0. */
  public static Schedule linear(double warmup) {
    return new Schedule(warmup, true);
  }

  /** Returns the factor of the learning rate at a step (0 up to {@code steps - 1}). */
  public double factor(int step, int steps) {
    double rise = Math.floor(warmup * steps);
    if (step < rise) {
      return (step + 1) / rise;
    }
    return decay ? Math.max(0, (steps - step) / Math.max(1.0, steps - rise)) : 1;
  }
}
