package dev.emotion4j.audio;

import java.util.stream.IntStream;

/**
 * Triangular bands on Slaney's mel scale (Auditory Toolbox, 1998: linear up to 1 kHz, logarithmic
 * above), each of unit area, as librosa's default. Where one band falls the next one rises, so that
 * a bin counts for two bands at most: a single pass over the bins fills all bands. Immutable.
 */
final class MelBands {
  private static final int FLOOR = Float.floatToRawIntBits(LogMel.FLOOR);
  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double CORNER_HZ = 1000;
  private static final double STEP = Math.log(6.4) / 27;

  private final int mels;
  // Of each bin how many corners lie at or below it, less one: in stretch k, band k rises and the
  // one before falls.
  private final int[] stretch;
  // Of each bin how far it is on the way from the corner below to the one above.
  private final float[] way;
  // The rest of the way: of bins just below a corner, more exact than 1 less the way.
  private final float[] rest;
  // The first bin in a band, and the first beyond the last band.
  private final int begin;
  private final int end;
  private final float[] scales; // of each band
  private final boolean narrow; // some stretch has no bin

  MelBands(MelSettings settings) {
    mels = settings.mels();
    double low = toMel(settings.lowest());
    double step = (toMel(settings.highest()) - low) / (mels + 1);
    double[] corners = new double[mels + 2];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = toHz(low + i * step);
    }
    scales = new float[mels];
    for (int band = 0; band < mels; band++) {
      // Of unit area; what is weighed is of four times the power.
      scales[band] = (float) (2 / (corners[band + 2] - corners[band]) / 4);
    }
    int half = settings.fft() / 2;
    stretch = new int[half + 1];
    way = new float[half];
    rest = new float[half];
    int last = -1;
    for (int bin = 1; bin < half; bin++) {
      double hz = (double) bin * settings.sampleRate() / settings.fft();
      while (last <= mels && hz >= corners[last + 1]) {
        last++;
      }
      stretch[bin] = last;
      if (last >= 0 && last <= mels) {
        double width = corners[last + 1] - corners[last];
        way[bin] = (float) ((hz - corners[last]) / width);
        rest[bin] = (float) ((corners[last + 1] - hz) / width);
      }
    }
    stretch[0] = -1;
    stretch[half] = mels + 1;
    begin = first(0);
    end = first(mels + 1);
    narrow = IntStream.range(0, mels + 1).anyMatch(k -> stretch[first(k)] != k);
  }

  /** Returns the first bin that is not in an earlier stretch. */
  private int first(int number) {
    int bin = 1;
    while (stretch[bin] < number) {
      bin++;
    }
    return bin;
  }

  /**
   * Weighs four spectra, of which two at a time are the transform of one complex signal: if {@code
   * a + ib} has {@code Z}, then {@code a} has {@code (Z[k] + conj Z[n - k]) / 2} and {@code b} has
   * {@code (Z[k] - conj Z[n - k]) / 2i}. Bin 0 and the middle one are in no band.
   *
   * @param y two spectra; real and imaginary parts alternate
   * @param z two more
   * @param out receives a row of bands for each spectrum, as {@link Logarithms#bits}
   * @param a where the row of the first one begins
   * @param b of the second one; if it is {@code a}, the second one is not wanted
   * @param c of the third one
   * @param d of the fourth one; if it is {@code c}, the fourth one is not wanted
   */
  void weigh(float[] y, float[] z, float[] out, int a, int b, int c, int d) {
    if (narrow) {
      weighNarrow(z, out, c, d);
      weighNarrow(y, out, a, b);
    } else {
      weighWide(y, z, out, a, b, c, d);
    }
  }

  private void weighNarrow(float[] z, float[] out, int a, int b) {
    float[] rows = new float[2 * mels];
    for (int bin = begin; bin < end; bin++) {
      int i = 2 * bin;
      int j = z.length - i;
      float earlier = square(z[i] + z[j], z[i + 1] - z[j + 1]);
      float later = square(z[i] - z[j], z[i + 1] + z[j + 1]);
      int rising = stretch[bin];
      if (rising < mels) {
        rows[rising] += way[bin] * earlier;
        rows[mels + rising] += way[bin] * later;
      }
      if (rising > 0) {
        rows[rising - 1] += rest[bin] * earlier;
        rows[mels + rising - 1] += rest[bin] * later;
      }
    }
    for (int band = 0; band < mels; band++) {
      out[b + band] = Logarithms.bits(scales[band] * rows[mels + band], FLOOR);
      out[a + band] = Logarithms.bits(scales[band] * rows[band], FLOOR);
    }
  }

  // Each bin is taken once, as it is and by its way: what falls is the rest of the sum. A
  // sum starts with what rose before.
  private void weighWide(float[] y, float[] z, float[] out, int a, int b, int c, int d) {
    // Fields in locals, because the compiler would read them again for every bin.
    float[] ways = way;
    int[] stretches = stretch;
    int to = end;
    int n = z.length;
    int now = 0;
    float sumA = 0;
    float sumB = 0;
    float sumC = 0;
    float sumD = 0;
    float risingA = 0;
    float risingB = 0;
    float risingC = 0;
    float risingD = 0;
    for (int bin = begin; bin < to; bin++) {
      int i = 2 * bin;
      int j = n - i;
      float w = ways[bin];
      float powerA = square(y[i] + y[j], y[i + 1] - y[j + 1]);
      float powerB = square(y[i] - y[j], y[i + 1] + y[j + 1]);
      float powerC = square(z[i] + z[j], z[i + 1] - z[j + 1]);
      float powerD = square(z[i] - z[j], z[i + 1] + z[j + 1]);
      sumA += powerA;
      sumB += powerB;
      sumC += powerC;
      sumD += powerD;
      risingA += w * powerA;
      risingB += w * powerB;
      risingC += w * powerC;
      risingD += w * powerD;
      int after = stretches[bin + 1];
      if (after != now) {
        if (now > 0) {
          int band = now - 1;
          float scale = scales[band];
          out[d + band] = Logarithms.bits(scale * (sumD - risingD), FLOOR);
          out[c + band] = Logarithms.bits(scale * (sumC - risingC), FLOOR);
          out[b + band] = Logarithms.bits(scale * (sumB - risingB), FLOOR);
          out[a + band] = Logarithms.bits(scale * (sumA - risingA), FLOOR);
        }
        sumA = risingA;
        sumB = risingB;
        sumC = risingC;
        sumD = risingD;
        risingA = 0;
        risingB = 0;
        risingC = 0;
        risingD = 0;
        now = after;
      }
    }
  }

  private static float square(float real, float imaginary) {
    return real * real + imaginary * imaginary;
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
