package dev.emotion4j.audio;

import java.util.Arrays;

/**
 * Cuts frames out of a sound, which is mirrored at its ends, under a window in the middle of each.
 * Not thread-safe: it keeps its scratch.
 */
final class Framing {
  private final float[] window;
  private final int hop;
  private final int margin;
  private final int before; // of a frame's middle
  private final float[] earlier;
  private final float[] later;

  Framing(MelSettings settings, float[] window) {
    this.window = window;
    hop = settings.hop();
    margin = (settings.fft() - window.length) / 2;
    before = settings.fft() / 2 - margin;
    earlier = new float[window.length];
    later = new float[window.length];
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
   * Cuts frames in pairs: the earlier is the real part, the later the imaginary part.
   *
   * @param samples the sound
   * @param start the first frame
   * @param count how many; the last one of an odd number is paired with itself
   * @param pairs receives them
   */
  void cut(float[] samples, int start, int count, float[][] pairs) {
    for (int i = 0; i < count; i += 2) {
      int at = (start + i) * hop - before;
      int next = i + 1 < count ? at + hop : at;
      float[] pair = pairs[i / 2];
      Arrays.fill(pair, 0, 2 * margin, 0);
      Arrays.fill(pair, 2 * (margin + window.length), pair.length, 0);
      if (at >= 0 && next + window.length <= samples.length) {
        interleave(samples, at, samples, next, window, pair, 2 * margin);
      } else {
        mirror(samples, at, earlier);
        mirror(samples, next, later);
        interleave(earlier, 0, later, 0, window, pair, 2 * margin);
      }
    }
  }

  private static void interleave(
      float[] a, int fromA, float[] b, int fromB, float[] window, float[] out, int to) {
    for (int i = 0; i < window.length; i++) {
      out[to + 2 * i] = a[fromA + i] * window[i];
      out[to + 2 * i + 1] = b[fromB + i] * window[i];
    }
  }

  private static void mirror(float[] samples, int at, float[] part) {
    for (int i = 0; i < part.length; i++) {
      part[i] = samples[mirrored(at + i, samples.length)];
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
