package dev.emotion4j.audio;

/**
 * Cuts frames out of a sound, which is mirrored at its ends, into halves. Not thread-safe: it keeps
 * its scratch.
 */
final class Framing {
  private final int hop;
  private final int half;
  private final float[] early;
  private final float[] late;

  /** Makes it. */
  Framing(MelSettings settings) {
    hop = settings.hop();
    half = settings.fft() / 2;
    early = new float[half];
    late = new float[half];
  }

  /** Returns a periodic Hann window. */
  static float[] hann(int length) {
    return hann(length, length);
  }

  /**
   * Returns a periodic Hann window.
   *
   * @param length of the window
   * @param frame in the middle of so many values, of which the others are 0
   */
  static float[] hann(int length, int frame) {
    float[] window = new float[frame];
    int margin = (frame - length) / 2;
    for (int i = 0; i < length; i++) {
      window[margin + i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
    }
    return window;
  }

  /** Cuts a frame. Frames beyond the sound's end are more of its mirrored end. */
  void cut(float[] samples, int frame) {
    int from = frame * hop - half;
    if (from >= 0 && from + 2 * half <= samples.length) {
      System.arraycopy(samples, from, early, 0, half);
      System.arraycopy(samples, from + half, late, 0, half);
    } else {
      for (int i = 0; i < half; i++) {
        early[i] = samples[mirrored(from + i, samples.length)];
        late[i] = samples[mirrored(from + half + i, samples.length)];
      }
    }
  }

  /** Returns the first half of the last frame, valid until the next one is cut. */
  float[] early() {
    return early;
  }

  /** Returns the second half. */
  float[] late() {
    return late;
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
