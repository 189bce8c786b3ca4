package dev.emotion4j.audio;

import java.util.stream.IntStream;

/**
 * Triangular bands on Slaney's mel scale (Auditory Toolbox, 1998: linear up to 1 kHz, logarithmic
 * above), each of unit area, as librosa's default. Where one band falls the next one rises, so that
 * a bin counts for two bands at most: a single pass over the bins fills all bands. Immutable.
 */
final class MelBands {
  /** How many spectra are weighed at once, because each sum waits for the one before. */
  static final int TOGETHER = 4;

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
      scales[band] = (float) (2 / (corners[band + 2] - corners[band])); // of unit area
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
   * Weighs spectra. Bin 0 and the middle one are in no band.
   *
   * @param powers of the bins of {@value #TOGETHER} spectra
   * @param count how many of them are wanted, 1 or more
   * @param out receives a row of bands for each, as {@link Logarithms#bits}
   * @param at where the first row begins
   */
  void weigh(float[][] powers, int count, float[] out, int at) {
    if (narrow) {
      for (int i = 0; i < count; i++) {
        weighNarrow(powers[i], out, at + i * mels);
      }
    } else {
      weighWide(powers, count, out, at);
    }
  }

  private void weighNarrow(float[] powers, float[] out, int at) {
    float[] row = new float[mels];
    for (int bin = begin; bin < end; bin++) {
      int rising = stretch[bin];
      if (rising < mels) {
        row[rising] += way[bin] * powers[bin];
      }
      if (rising > 0) {
        row[rising - 1] += rest[bin] * powers[bin];
      }
    }
    for (int band = 0; band < mels; band++) {
      out[at + band] = Logarithms.bits(scales[band] * row[band], FLOOR);
    }
  }

  // Each bin is taken once, as it is and by its way: what falls is the rest of the sum. A
  // sum starts with what rose before.
  private void weighWide(float[][] powers, int count, float[] out, int at) {
    // Fields in locals, because the compiler would read them again for every bin.
    float[] ways = way;
    int[] stretches = stretch;
    int to = end;
    float[] a = powers[0];
    float[] b = powers[1];
    float[] c = powers[2];
    float[] d = powers[3];
    // What is not wanted goes where the first row is written over it.
    int atB = at + (count > 1 ? mels : 0);
    int atC = at + (count > 2 ? 2 * mels : 0);
    int atD = at + (count > 3 ? 3 * mels : 0);
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
      float w = ways[bin];
      sumA += a[bin];
      sumB += b[bin];
      sumC += c[bin];
      sumD += d[bin];
      risingA = Fused.multiplyAdd(w, a[bin], risingA);
      risingB = Fused.multiplyAdd(w, b[bin], risingB);
      risingC = Fused.multiplyAdd(w, c[bin], risingC);
      risingD = Fused.multiplyAdd(w, d[bin], risingD);
      int after = stretches[bin + 1];
      if (after != now) {
        if (now > 0) {
          int band = now - 1;
          float scale = scales[band];
          out[atD + band] = Logarithms.bits(scale * (sumD - risingD), FLOOR);
          out[atC + band] = Logarithms.bits(scale * (sumC - risingC), FLOOR);
          out[atB + band] = Logarithms.bits(scale * (sumB - risingB), FLOOR);
          out[at + band] = Logarithms.bits(scale * (sumA - risingA), FLOOR);
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
