package dev.emotion4j.body;

import java.util.Optional;

/**
 * The power of heart rate variability by frequency, in ms^2, in the bands of the Task Force (1996).
 * Immutable.
 *
 * <p>Welch (1967): the intervals, linearly interpolated at 4 Hz over the times of their ends, in
 * segments of 256 samples (or all, if they are fewer) that overlap by half, each less its mean and
 * under a Hann window, zero-padded to 1024; power is integrated by the trapezoidal rule over the
 * frequencies within a band. A minute resolves .016 Hz: VLF then holds little, and LF is coarse.
 *
 * @param vlf .0033 to .04 Hz
 * @param lf .04 to .15 Hz
 * @param hf .15 to .4 Hz
 * @param total the sum of the three
 */
public record HeartRateSpectrum(double vlf, double lf, double hf, double total) {
  private static final double RATE = 4;
  private static final int SEGMENT = 256;
  private static final int PADDED = 1024;
  private static final double SHORTEST = 30;

  /** Computes; empty if the intervals span less than 30 seconds. */
  public static Optional<HeartRateSpectrum> of(RrIntervals intervals) {
    double[] ends = intervals.ends();
    if (ends.length < 10 || ends[ends.length - 1] - ends[0] < SHORTEST) {
      return Optional.empty();
    }
    double[] density = density(evenly(ends, intervals.values()));
    double vlf = band(density, 0.0033, 0.04);
    double lf = band(density, 0.04, 0.15);
    double hf = band(density, 0.15, 0.4);
    return Optional.of(new HeartRateSpectrum(vlf, lf, hf, vlf + lf + hf));
  }

  /** Returns {@code lf / hf}, or nothing where there is no HF power. */
  public java.util.OptionalDouble lfHf() {
    return hf > 0 ? java.util.OptionalDouble.of(lf / hf) : java.util.OptionalDouble.empty();
  }

  private static double[] evenly(double[] times, double[] values) {
    int n = (int) Math.floor((times[times.length - 1] - times[0]) * RATE + 1e-9) + 1;
    double[] even = new double[n];
    int k = 0;
    for (int i = 0; i < n; i++) {
      double t = times[0] + i / RATE;
      while (k < times.length - 2 && times[k + 1] <= t) {
        k++;
      }
      double share = (t - times[k]) / (times[k + 1] - times[k]);
      even[i] = values[k] + Math.min(1, share) * (values[k + 1] - values[k]);
    }
    return even;
  }

  /** The one-sided density in ms^2 per Hz at multiples of {@code RATE / PADDED}, up to .4 Hz. */
  private static double[] density(double[] x) {
    int length = Math.min(SEGMENT, x.length);
    int step = length - length / 2;
    double[] density = new double[(int) Math.floor(0.4 * PADDED / RATE) + 1];
    int segments = 0;
    for (int from = 0; from + length <= x.length; from += step) {
      add(x, from, length, density);
      segments++;
    }
    for (int f = 0; f < density.length; f++) {
      density[f] /= segments;
    }
    return density;
  }

  private static void add(double[] x, int from, int length, double[] density) {
    double mean = 0;
    for (int i = 0; i < length; i++) {
      mean += x[from + i] / length;
    }
    double[] windowed = new double[length];
    double square = 0;
    for (int i = 0; i < length; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / length);
      windowed[i] = (x[from + i] - mean) * hann;
      square += hann * hann;
    }
    // Only a tenth of the frequencies is needed, so a plain sum is as fast as a transform.
    for (int f = 0; f < density.length; f++) {
      double turn = 2 * Math.PI * f / PADDED;
      double cosStep = Math.cos(turn);
      double sinStep = Math.sin(turn);
      double cos = 1;
      double sin = 0;
      double re = 0;
      double im = 0;
      for (int i = 0; i < length; i++) {
        re += windowed[i] * cos;
        im -= windowed[i] * sin;
        double next = cos * cosStep - sin * sinStep;
        sin = sin * cosStep + cos * sinStep;
        cos = next;
      }
      density[f] += (f == 0 ? 1 : 2) * (re * re + im * im) / (RATE * square);
    }
  }

  private static double band(double[] density, double low, double high) {
    double step = RATE / PADDED;
    int first = (int) Math.ceil(low / step - 1e-9);
    double sum = 0;
    for (int f = first; (f + 1) * step < high + 1e-9 && f + 1 < density.length; f++) {
      sum += (density[f] + density[f + 1]) / 2 * step;
    }
    return sum;
  }

  @Override
  public String toString() {
    return "heart rate variability in the frequency domain";
  }
}
