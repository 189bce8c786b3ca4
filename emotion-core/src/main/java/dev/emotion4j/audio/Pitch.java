package dev.emotion4j.audio;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The fundamental frequency of a voice, frame by frame, by YIN (de Cheveigné and Kawahara, 2002):
 * the cumulative mean normalised difference of a frame with itself, its first dip below a
 * threshold, and a parabola through the dip. Differences are computed by the Fourier transform.
 * Then a median over five voiced frames takes out single octave errors. Thread-safe.
 */
final class Pitch {
  /** The lowest pitch looked for, in Hz. */
  static final double LOWEST = 60;

  /** The highest pitch looked for, in Hz. */
  static final double HIGHEST = 600;

  private static final double DIP = 0.15;
  private static final double VOICED = 0.3;
  private static final int MEDIAN = 5;

  /**
   * The track.
   *
   * @param hertz per frame, 0 where there is no voice
   * @param aperiodicity per frame, 0 for a periodic one, 1 or more for noise
   */
  @SuppressWarnings("ArrayRecordComponent") // within the package, never compared
  record Track(float[] hertz, float[] aperiodicity) {
    boolean voiced(int frame) {
      return hertz[frame] > 0;
    }
  }

  private final int rate;
  private final int hop;
  private final int window;
  private final int longest;
  private final int shortest;
  private final FloatFFT_1D fft;
  private final int size;

  Pitch(int rate, int hop) {
    this.rate = rate;
    this.hop = hop;
    window = rate / 40;
    longest = (int) Math.ceil(rate / LOWEST);
    shortest = (int) Math.floor(rate / HIGHEST);
    size = Integer.highestOneBit(window + longest) * 2;
    fft = new FloatFFT_1D(size);
  }

  /** Returns one value per frame, frames centred on multiples of the hop. */
  Track track(float[] samples, int frames) {
    float[] hertz = new float[frames];
    float[] aperiodicity = new float[frames];
    float[] all = new float[size];
    float[] part = new float[size];
    float[] difference = new float[longest + 2];
    for (int frame = 0; frame < frames; frame++) {
      int begin = frame * hop - (window + longest) / 2;
      copy(samples, begin, window + longest + 1, all);
      copy(samples, begin, window, part);
      difference(all, part, difference);
      dip(difference, frame, hertz, aperiodicity);
    }
    return new Track(smooth(hertz), aperiodicity);
  }

  private static void copy(float[] samples, int begin, int count, float[] to) {
    Arrays.fill(to, 0);
    int from = Math.max(0, begin);
    int end = Math.min(samples.length, begin + count);
    if (from < end) {
      System.arraycopy(samples, from, to, from - begin, end - from);
    }
  }

  /** Writes the difference function, already divided by its cumulative mean. */
  private void difference(float[] all, float[] part, float[] difference) {
    double energy = 0;
    for (int i = 0; i < window; i++) {
      energy += all[i] * all[i];
    }
    double own = energy;
    double[] energies = new double[difference.length];
    for (int lag = 0; lag < energies.length; lag++) {
      energies[lag] = own;
      own += (double) all[lag + window] * all[lag + window] - (double) all[lag] * all[lag];
    }
    fft.realForward(all);
    fft.realForward(part);
    correlate(all, part);
    fft.realInverse(all, true);
    double sum = 0;
    difference[0] = 1;
    for (int lag = 1; lag < difference.length; lag++) {
      double d = Math.max(0, energy + energies[lag] - 2.0 * all[lag]);
      sum += d;
      difference[lag] = sum <= 1e-12 ? 1 : (float) (d * lag / sum);
    }
  }

  /** Multiplies a packed spectrum by the conjugate of another. */
  private static void correlate(float[] a, float[] b) {
    a[0] *= b[0];
    a[1] *= b[1];
    for (int i = 2; i < a.length; i += 2) {
      float re = a[i] * b[i] + a[i + 1] * b[i + 1];
      float im = a[i + 1] * b[i] - a[i] * b[i + 1];
      a[i] = re;
      a[i + 1] = im;
    }
  }

  private void dip(float[] d, int frame, float[] hertz, float[] aperiodicity) {
    int best = shortest;
    for (int lag = shortest; lag <= longest; lag++) {
      if (d[lag] < d[best]) {
        best = lag;
      }
      if (d[lag] < DIP && d[lag] <= d[lag + 1]) {
        best = lag;
        break;
      }
    }
    aperiodicity[frame] = Math.min(1, d[best]);
    if (d[best] < VOICED && best > shortest && best < longest) {
      double left = d[best - 1];
      double right = d[best + 1];
      double bend = left - 2 * d[best] + right;
      double shift = bend <= 0 ? 0 : (left - right) / (2 * bend);
      hertz[frame] = (float) (rate / (best + Math.max(-1, Math.min(1, shift))));
    }
  }

  private static float[] smooth(float[] hertz) {
    float[] out = new float[hertz.length];
    float[] near = new float[MEDIAN];
    for (int i = 0; i < hertz.length; i++) {
      if (hertz[i] > 0) {
        int count = 0;
        for (int j = Math.max(0, i - MEDIAN / 2);
            j <= Math.min(hertz.length - 1, i + MEDIAN / 2);
            j++) {
          if (hertz[j] > 0) {
            near[count++] = hertz[j];
          }
        }
        Arrays.sort(near, 0, count);
        // A lone voiced frame is more often a click than a voice.
        out[i] = count == 1 ? 0 : near[count / 2];
      }
    }
    return out;
  }
}
