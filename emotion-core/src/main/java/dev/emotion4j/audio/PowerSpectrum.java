package dev.emotion4j.audio;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * The power of each bin of a windowed real signal's Fourier transform. One step of decimation in
 * frequency goes before JTransforms, as in the split-radix transform of real signals (Sorensen et
 * al., 1987): the even bins are the transform of the sum of both halves. Of the odd ones those
 * after multiples of four are one complex transform of a quarter of the length, and the others
 * their mirror images. Both take less than one transform of the whole length, or than half a
 * complex one of two signals, whose bins must then be told apart; and the window costs nothing,
 * because the step has factors anyway.
 *
 * <p>Immutable; what changes is in {@link Work}.
 */
final class PowerSpectrum {
  private final int half;
  // Of the early half of a signal, and of the late one.
  private final float[][] toSum;
  private final float[][] toReal;
  private final float[][] toImaginary;
  private final FloatFFT_1D even;
  private final FloatFFT_1D odd;

  /**
   * Makes it.
   *
   * @param window as long as the signals, a power of two, 2 or more
   */
  PowerSpectrum(float[] window) {
    half = window.length / 2;
    int quarter = half / 2;
    toSum = new float[2][half];
    toReal = new float[2][half];
    toImaginary = new float[2][half];
    for (int i = 0; i < window.length; i++) {
      // Odd bins: (x[i] - x[i + half] - j (x[i + quarter] - x[i + half + quarter])) times
      // exp(-2 pi j i / length), for i below a quarter.
      int side = i / half;
      int k = i % half;
      double turn = -2 * Math.PI * (quarter == 0 ? 0 : k % quarter) / window.length;
      double angle = k < quarter ? turn : turn - Math.PI / 2;
      double signed = side == 0 ? window[i] : -window[i];
      toSum[side][k] = window[i];
      toReal[side][k] = (float) (signed * Math.cos(angle));
      toImaginary[side][k] = (float) (signed * Math.sin(angle));
    }
    even = new FloatFFT_1D(half);
    odd = new FloatFFT_1D(Math.max(1, quarter));
  }

  /** What one thread works with. */
  final class Work {
    private final float[] sum = new float[half];
    private final float[] real = new float[half];
    private final float[] imaginary = new float[half];
    private final float[] turned = new float[half];

    /**
     * Transforms a signal.
     *
     * @param early its first half, without a window; left as it is
     * @param late its second half
     * @param powers receives the power of every bin between 0 and the middle one, whose places are
     *     left as they are
     */
    void apply(float[] early, float[] late, float[] powers) {
      combine(early, toSum[0], late, toSum[1], sum);
      combine(early, toReal[0], late, toReal[1], real);
      combine(early, toImaginary[0], late, toImaginary[1], imaginary);
      join(real, imaginary, turned);
      even.realForward(sum);
      odd.complexForward(turned);
      evenPowers(sum, powers);
      oddPowers(turned, powers);
    }
  }

  // A loop with a single store and the same place in all arrays becomes vector instructions.
  private static void combine(float[] a, float[] v, float[] b, float[] w, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Fused.multiplyAdd(a[i], v[i], b[i] * w[i]);
    }
  }

  private static void join(float[] real, float[] imaginary, float[] out) {
    int quarter = out.length / 2;
    for (int i = 0; i < quarter; i++) {
      out[2 * i] = real[i] + real[quarter + i];
      out[2 * i + 1] = imaginary[i] + imaginary[quarter + i];
    }
  }

  private static void evenPowers(float[] z, float[] powers) {
    for (int i = 2; i < z.length; i += 2) {
      powers[i] = Fused.multiplyAdd(z[i], z[i], z[i + 1] * z[i + 1]);
    }
  }

  // Bins 1, 5, 9 ... as far as the middle; what follows mirrors ... 11, 7, 3.
  private static void oddPowers(float[] z, float[] powers) {
    int middle = z.length / 2;
    int bin = 1;
    for (int i = 0; i < middle; i += 2) {
      powers[bin] = Fused.multiplyAdd(z[i], z[i], z[i + 1] * z[i + 1]);
      bin += 4;
    }
    bin = 2 * z.length - bin;
    for (int i = middle; i < z.length - 1; i += 2) {
      powers[bin] = Fused.multiplyAdd(z[i], z[i], z[i + 1] * z[i + 1]);
      bin -= 4;
    }
  }
}
