package dev.emotion4j.audio;

/**
 * What the spectrum of each frame says, one row of {@link #NAMES} per frame. Definitions: energy in
 * dB of the frame's power; spectral centroid, spread and 85 % roll-off of the power (Peeters,
 * 2004); flux as the distance of neighbouring unit-length magnitude spectra; alpha ratio,
 * Hammarberg index, and slopes of the dB spectrum from 0 to 500 and 500 to 1500 Hz (Eyben et al.,
 * The Geneva Minimalistic Acoustic Parameter Set, 2016). Frequencies in Hz, levels in dB.
 */
final class Spectra {
  static final java.util.List<String> NAMES =
      java.util.List.of(
          "energy",
          "centroid",
          "spread",
          "rolloff",
          "flux",
          "alpha",
          "hammarberg",
          "slope500",
          "slope1500");

  private static final float FLOOR = 1e-10f;

  private final int rate;
  private final int bins;

  /**
   * Makes it.
   *
   * @param rate of the samples
   * @param bins of a power spectrum, from 0 to half of the rate
   */
  Spectra(int rate, int bins) {
    this.rate = rate;
    this.bins = bins;
  }

  /**
   * Describes a frame.
   *
   * @param power of the frame
   * @param before of the frame before; the same for the first
   */
  float[] describe(float[] power, float[] before) {
    double hertz = rate / 2.0 / (bins - 1);
    double total = FLOOR;
    double first = 0;
    double second = 0;
    for (int bin = 1; bin < bins; bin++) {
      double f = bin * hertz;
      total += power[bin];
      first += power[bin] * f;
      second += power[bin] * f * f;
    }
    double centroid = first / total;
    double spread = Math.sqrt(Math.max(0, second / total - centroid * centroid));
    double alpha = level(sum(power, 50, 1000, hertz)) - level(sum(power, 1000, 5000, hertz));
    double hammarberg = level(max(power, 0, 2000, hertz)) - level(max(power, 2000, 5000, hertz));
    return new float[] {
      (float) level(total),
      (float) centroid,
      (float) spread,
      (float) (rolloff(power, 0.85 * total) * hertz),
      (float) flux(power, before),
      (float) alpha,
      (float) hammarberg,
      (float) slope(power, 0, 500, hertz),
      (float) slope(power, 500, 1500, hertz)
    };
  }

  private static double level(double power) {
    return 10 * Math.log10(Math.max(power, FLOOR));
  }

  private static double sum(float[] power, double low, double high, double hertz) {
    double sum = 0;
    for (int bin = (int) Math.ceil(low / hertz); bin * hertz < high; bin++) {
      sum += power[bin];
    }
    return sum;
  }

  private static double max(float[] power, double low, double high, double hertz) {
    double max = 0;
    for (int bin = (int) Math.ceil(low / hertz); bin * hertz < high; bin++) {
      max = Math.max(max, power[bin]);
    }
    return max;
  }

  private int rolloff(float[] power, double wanted) {
    double sum = 0;
    for (int bin = 1; bin < bins; bin++) {
      sum += power[bin];
      if (sum >= wanted) {
        return bin;
      }
    }
    return bins - 1;
  }

  /** The distance of unit vectors of magnitudes: |a - b|^2 = 2 - 2 a b. */
  private double flux(float[] power, float[] before) {
    double product = 0;
    double own = FLOOR;
    double other = FLOOR;
    for (int bin = 1; bin < bins; bin++) {
      product += Math.sqrt((double) power[bin] * before[bin]);
      own += power[bin];
      other += before[bin];
    }
    return Math.sqrt(Math.max(0, 2 - 2 * product / Math.sqrt(own * other)));
  }

  /** The slope of a line through the levels, in dB per kHz. */
  private static double slope(float[] power, double low, double high, double hertz) {
    int from = Math.max(1, (int) Math.ceil(low / hertz));
    int count = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (int bin = from; bin * hertz <= high; bin++, count++) {
      double kilo = bin * hertz / 1000;
      double level = level(power[bin]);
      x += kilo;
      y += level;
      xx += kilo * kilo;
      xy += kilo * level;
    }
    return (count * xy - x * y) / (count * xx - x * x);
  }
}
