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
    return (float) (Math.max(0, height) * 2 / (right - left));
  }

  /**
   * Weighs packed spectra of JTransforms. Bin 0 and the last, which it packs together, are in no
   * band.
   *
   * @param spectra a multiple of four
   * @param out receives a row of bands for each
   */
  void weigh(float[][] spectra, float[] out) {
    if (narrow) {
      for (int row = 0; row < spectra.length; row++) {
        weigh(spectra[row], out, row * mels);
      }
    } else {
      for (int row = 0; row < spectra.length; row += 4) {
        weigh(spectra[row], spectra[row + 1], spectra[row + 2], spectra[row + 3], out, row * mels);
      }
    }
  }

  private void weigh(float[] spectrum, float[] out, int at) {
    Arrays.fill(out, at, at + mels, 0);
    int band = complete[0];
    for (int bin = 1; bin < own.length && band < mels; bin++) {
      float power =
          spectrum[2 * bin] * spectrum[2 * bin] + spectrum[2 * bin + 1] * spectrum[2 * bin + 1];
      out[at + band] += own[bin] * power;
      if (band + 1 < mels) {
        out[at + band + 1] += next[bin] * power;
      }
      band += complete[bin];
    }
  }

  // Four at once, because the sums of a single one would wait for each other; fields in locals,
  // because the compiler would read them again for every bin. Each is a seventh of the time.
  private void weigh(float[] s0, float[] s1, float[] s2, float[] s3, float[] out, int at) {
    float[] owns = own;
    float[] nexts = next;
    int[] completes = complete;
    int step = mels;
    float a0 = 0;
    float a1 = 0;
    float a2 = 0;
    float a3 = 0;
    float b0 = 0;
    float b1 = 0;
    float b2 = 0;
    float b3 = 0;
    int to = at;
    int last = end;
    for (int bin = 1; bin < last; bin++) {
      int i = 2 * bin;
      float p0 = s0[i] * s0[i] + s0[i + 1] * s0[i + 1];
      float p1 = s1[i] * s1[i] + s1[i + 1] * s1[i + 1];
      float p2 = s2[i] * s2[i] + s2[i + 1] * s2[i + 1];
      float p3 = s3[i] * s3[i] + s3[i + 1] * s3[i + 1];
      float a = owns[bin];
      float b = nexts[bin];
      a0 += a * p0;
      a1 += a * p1;
      a2 += a * p2;
      a3 += a * p3;
      b0 += b * p0;
      b1 += b * p1;
      b2 += b * p2;
      b3 += b * p3;
      if (completes[bin] > 0) {
        out[to] = a0;
        out[to + step] = a1;
        out[to + 2 * step] = a2;
        out[to + 3 * step] = a3;
        a0 = b0;
        a1 = b1;
        a2 = b2;
        a3 = b3;
        b0 = 0;
        b1 = 0;
        b2 = 0;
        b3 = 0;
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
