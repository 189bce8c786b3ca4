package dev.emotion4j.audio;

/**
 * Cuts frames out of a sound, which is mirrored at its ends, under a window in the middle of each.
 * Frames come in pairs, as one complex signal: the sound is joined once with itself some frames
 * later, and what overlapping frames share is not joined again. Not thread-safe: it keeps its
 * scratch.
 */
final class Framing {
  private final float[] window; // as long as the transform, each value twice
  private final int hop;
  private final float[] joined;

  /**
   * Makes it.
   *
   * @param most how many pairs are joined at once
   */
  Framing(MelSettings settings, float[] window, int most) {
    int fft = settings.fft();
    int margin = (fft - window.length) / 2;
    this.window = new float[2 * fft];
    for (int i = 0; i < window.length; i++) {
      this.window[2 * (margin + i)] = window[i];
      this.window[2 * (margin + i) + 1] = window[i];
    }
    hop = settings.hop();
    joined = new float[2 * ((most - 1) * hop + fft)];
  }

  /** Returns a periodic Hann window. */
  static float[] hann(int length) {
    float[] window = new float[length];
    for (int i = 0; i < length; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
    }
    return window;
  }

  /**
   * Joins frames {@code start + i} and {@code start + count + i}, for every {@code i < count}.
   * Frames beyond the sound's end are more of its mirrored end.
   */
  void join(float[] samples, int start, int count) {
    int fft = window.length / 2;
    int from = start * hop - fft / 2;
    int later = from + count * hop;
    int length = (count - 1) * hop + fft;
    int inside = Math.min(length, Math.max(0, -from));
    int end = Math.max(inside, Math.min(length, samples.length - later));
    mirror(samples, from, later, 0, inside);
    interleave(samples, from, later, inside, end);
    mirror(samples, from, later, end, length);
  }

  /**
   * Cuts a pair of frames out of what was joined.
   *
   * @param pair which
   * @param out receives them: the earlier as real parts, the later as imaginary ones
   */
  void cut(int pair, float[] out) {
    float[] weights = window;
    System.arraycopy(joined, 2 * pair * hop, out, 0, weights.length);
    for (int i = 0; i < weights.length; i++) {
      out[i] *= weights[i]; // at the same place in both: else no vector instructions are made
    }
  }

  private void interleave(float[] samples, int from, int later, int begin, int end) {
    float[] out = joined;
    for (int i = begin; i < end; i++) {
      out[2 * i] = samples[from + i];
      out[2 * i + 1] = samples[later + i];
    }
  }

  private void mirror(float[] samples, int from, int later, int begin, int end) {
    for (int i = begin; i < end; i++) {
      joined[2 * i] = samples[mirrored(from + i, samples.length)];
      joined[2 * i + 1] = samples[mirrored(later + i, samples.length)];
    }
  }

  /** Reflects an index at both ends without repeating them, as often as it takes. */
  private static int mirrored(int index, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int place = Math.floorMod(index, period);
    return place < length ? place : period - place;
  }
}
