package dev.emotion4j.evaluation;

/**
 * A value and the range that it plausibly lies in. Immutable.
 *
 * @param estimate the value on all samples
 * @param lower where the range begins
 * @param upper where the range ends
 * @param level how much of the resampled values the range holds, such as 0.95
 */
public record ConfidenceInterval(double estimate, double lower, double upper, double level) {

  /**
   * Whether a value lies in the range; for a difference, {@code contains(0)} means that it may be
   * chance.
   */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  /** Such as {@code 0.613 [0.598, 0.627]}. */
  @Override
  public String toString() {
    return Layout.fixed(estimate, 3)
        + " ["
        + Layout.fixed(lower, 3)
        + ", "
        + Layout.fixed(upper, 3)
        + "]";
  }
}
