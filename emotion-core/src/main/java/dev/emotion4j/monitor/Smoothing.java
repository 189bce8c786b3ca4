package dev.emotion4j.monitor;

/**
 * How a sequence of distributions becomes a few segments: the labels {@code y} are chosen that
 * maximise the sum of {@code log max(p(y), floor)} over the observations, less {@code
 * switchPenalty} for every change of label (Viterbi, 1967, for a hidden Markov chain whose states
 * are the labels and whose changes are all equally rare).
 *
 * @param switchPenalty in nats, 0 or more; 0 takes every observation for itself. A change of label
 *     must be worth it: at 4, three observations that are e^1.4 = 4 times more probable under the
 *     new label pay for it
 * @param floor above 0 to below 1; one observation that excludes a label counts no more than this
 * @param maxGap seconds without an observation after which a segment ends, and nothing is said
 *     about the time between
 */
public record Smoothing(double switchPenalty, double floor, double maxGap) {
  /** For frames: a penalty of 4 nats, a floor of 0.02, gaps of up to 2 seconds. */
  public static final Smoothing DEFAULT = new Smoothing(4, 0.02, 2);

  /**
   * For utterances, of which each is more than a frame: a penalty of 2 nats, a floor of 0.02,
   * pauses of up to 5 seconds.
   */
  public static final Smoothing SPEECH = new Smoothing(2, 0.02, 5);

  /** Checks the ranges. */
  public Smoothing {
    if (!(switchPenalty >= 0 && Double.isFinite(switchPenalty))
        || !(floor > 0 && floor < 1)
        || !(maxGap >= 0)) {
      throw new IllegalArgumentException(
          "switch penalty "
              + switchPenalty
              + ", floor "
              + floor
              + ", largest gap "
              + maxGap
              + " s; expected 0 or more, above 0 and below 1, 0 or more");
    }
  }

  /** Returns a copy with another penalty. */
  public Smoothing switchPenalty(double nats) {
    return new Smoothing(nats, floor, maxGap);
  }

  /** Returns a copy with another largest gap. */
  public Smoothing maxGap(double seconds) {
    return new Smoothing(switchPenalty, floor, seconds);
  }
}
