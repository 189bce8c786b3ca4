package dev.emotion4j.audio;

import java.util.Arrays;

/**
 * Triangular bands on Slaney's mel scale (Auditory Toolbox, 1998: linear up to 1 kHz, logarithmic
 * above), each of unit area, as librosa's default. Where one band falls the next one rises, so that
 * a bin counts for two bands at most: a single pass over the bins fills all bands. Immutable.
 */
final class MelBands {
  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double CORNER_HZ = 1000;
  private static final double STEP = Math.log(6.4) / 27;

  private final int mels;
  // Per bin: its weight in the band that is under way and in the next one, and how many bands are
  // complete after it.
  private final float[] own;
  private final float[] next;
  private final int[] complete;
  // Bins from here on weigh nothing.
  private final int end;
  // Whether bands are so narrow that several are complete at once, or none has a bin.
  private final boolean narrow;

  MelBands(MelSettings settings) {
    mels = settings.mels();
    int half = settings.fft() / 2;
    own = new float[half];
    next = new float[half];
    complete = new int[half];
    double low = toMel(settings.lowest());
    double step = (toMel(settings.highest()) - low) / (mels + 1);
    double[] corners = new double[mels + 2];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = toHz(low + i * step);
    }
    int band = 0;
    for (int bin = 1; bin < half; bin++) {
      double hz = (double) bin * settings.sampleRate() / settings.fft();
      for (; band < mels && hz >= corners[band + 2]; band++) {
        complete[bin - 1]++;
      }
      if (band < mels) {
        own[bin] = weight(corners, band, hz);
      }
      if (band + 1 < mels) {
        next[bin] = weight(corners, band + 1, hz);
      }
    }
    complete[half - 1] += mels - band;
    int last = half;
    while (last > 1 && own[last - 1] == 0 && next[last - 1] == 0 && complete[last - 1] == 0) {
      last--;
    }
    end = last;
    narrow = half < 2 || complete[0] > 0 || Arrays.stream(complete).anyMatch(count -> count > 1);
  }

  private static float weight(double[] corners, int band, double hz) {
    double left = corners[band];
    double middle = corners[band + 1];
    double right = corners[band + 2];
    double height = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
    double area = (right - left) / 2;
    return (float) (Math.max(0, height) / area / 4); // what is weighed is of twice the size
  }

  /**
   * Weighs spectra, of which two at a time are the transform of one complex signal: if {@code a +
   * ib} has {@code Z}, then {@code a} has {@code (Z[k] + conj Z[n - k]) / 2} and {@code b} has
   * {@code (Z[k] - conj Z[n - k]) / 2i}. Bin 0 and the middle one are in no band.
   *
   * @param pairs half as many as rows; real and imaginary parts alternate
   * @param out receives a row of bands for each spectrum
   */
  void weigh(float[][] pairs, float[] out) {
    for (int i = 0; i < pairs.length; i++) {
      if (narrow) {
        weighNarrow(pairs[i], out, 2 * i * mels);
      } else {
        weigh(pairs[i], out, 2 * i * mels);
      }
    }
  }

  private void weighNarrow(float[] z, float[] out, int at) {
    Arrays.fill(out, at, at + 2 * mels, 0);
    int band = complete[0];
    for (int bin = 1; bin < end && band < mels; bin++) {
      int i = 2 * bin;
      int j = z.length - i;
      float earlier = square(z[i] + z[j], z[i + 1] - z[j + 1]);
      float later = square(z[i] - z[j], z[i + 1] + z[j + 1]);
      out[at + band] += own[bin] * earlier;
      out[at + mels + band] += own[bin] * later;
      if (band + 1 < mels) {
        out[at + band + 1] += next[bin] * earlier;
        out[at + mels + band + 1] += next[bin] * later;
      }
      band += complete[bin];
    }
  }

  private static float square(float real, float imaginary) {
    return real * real + imaginary * imaginary;
  }

  // Fields in locals, because the compiler would read them again for every bin; not more spectra at
  // once, because their sums would not fit the registers.
  private void weigh(float[] z, float[] out, int at) {
    float[] owns = own;
    float[] nexts = next;
    int[] completes = complete;
    int step = mels;
    int last = end;
    int n = z.length;
    float earlier = 0;
    float later = 0;
    float nextEarlier = 0;
    float nextLater = 0;
    int to = at;
    for (int bin = 1; bin < last; bin++) {
      int i = 2 * bin;
      int j = n - i;
      float p = square(z[i] + z[j], z[i + 1] - z[j + 1]);
      float q = square(z[i] - z[j], z[i + 1] + z[j + 1]);
      float a = owns[bin];
      float b = nexts[bin];
      earlier += a * p;
      later += a * q;
      nextEarlier += b * p;
      nextLater += b * q;
      if (completes[bin] > 0) {
        out[to] = earlier;
        out[to + step] = later;
        earlier = nextEarlier;
        later = nextLater;
        nextEarlier = 0;
        nextLater = 0;
        to++;
      }
    }
  }

  static double toMel(double hz) {
    return hz < CORNER_HZ
        ? hz / HZ_PER_MEL
        : CORNER_HZ / HZ_PER_MEL + Math.log(hz / CORNER_HZ) / STEP;
  }

  static double toHz(double mel) {
    double corner = CORNER_HZ / HZ_PER_MEL;
    return mel < corner ? mel * HZ_PER_MEL : CORNER_HZ * Math.exp(STEP * (mel - corner));
  }
}
