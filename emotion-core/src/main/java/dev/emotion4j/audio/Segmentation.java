package dev.emotion4j.audio;

/**
 * When an utterance begins and ends. Immutable.
 *
 * @param on the probability of speech from which an utterance begins
 * @param off the probability below which a pause begins; at most {@code on}
 * @param speech how much speech makes an utterance, in seconds; less is dropped
 * @param pause how long a pause ends an utterance, in seconds
 * @param margin how much is kept before and behind, in seconds
 * @param longest an utterance is cut here, in seconds; bounds the memory
 */
public record Segmentation(
    double on, double off, double speech, double pause, double margin, double longest) {
  /** On at .5, off at .35, .25 s of speech, pauses of .4 s, margins of .1 s, 15 s at most. */
  public static final Segmentation DEFAULT = new Segmentation(0.5, 0.35, 0.25, 0.4, 0.1, 15);

  /** Checks the ranges. */
  public Segmentation {
    boolean levels = on > 0 && on < 1 && off > 0 && off <= on;
    boolean times = speech > 0 && pause > 0 && margin >= 0 && margin <= pause;
    if (!levels || !times || !(longest >= 1 && longest <= 600 && longest > speech + margin)) {
      throw new IllegalArgumentException(
          "on "
              + on
              + ", off "
              + off
              + ", speech "
              + speech
              + " s, pause "
              + pause
              + " s, margin "
              + margin
              + " s, longest "
              + longest
              + " s; expected 0 < off <= on < 1, a margin within the pause, and 1 to 600 s");
    }
  }

  /** Returns a copy that cuts utterances at another length. */
  public Segmentation longest(double seconds) {
    return new Segmentation(on, off, speech, pause, margin, seconds);
  }
}
