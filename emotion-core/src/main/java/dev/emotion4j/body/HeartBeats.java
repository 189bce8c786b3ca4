package dev.emotion4j.body;

import java.util.ArrayList;
import java.util.List;

/** Finds heart beats in ECG and PPG. Stateless. Signals are free of NaN. */
public final class HeartBeats {
  /** The lowest sampling rate at which beats are looked for, in Hz. */
  public static final double MIN_RATE = 20;

  private static final double REFRACTORY = 0.2;
  private static final double T_WAVE = 0.36;

  private HeartBeats() {}

  /**
   * Returns the samples of the R peaks, ascending, by Pan and Tompkins (1985): band-pass 5 to 15
   * Hz, derivative, square, integration over 150 ms, two thresholds that follow signal and noise
   * ({@code noise + (signal - noise) / 4} and half of it), a refractory period of 200 ms, T waves
   * told apart by their slope within 360 ms, and a search back after 1.66 of the mean interval. The
   * peak is then the largest excursion of the band-passed signal within 100 ms.
   *
   * @param rate samples per second, at least 50 (the band needs it)
   */
  public static int[] rPeaks(double[] ecg, double rate) {
    if (!(rate >= 50) || ecg.length < rate) {
      return new int[0];
    }
    double[] band = Butterworth.bandPass(2, 5, 15, rate).zeroPhase(ecg);
    double[] slope = new double[band.length];
    for (int i = 2; i < band.length - 2; i++) {
      slope[i] = (2 * band[i + 2] + band[i + 1] - band[i - 1] - 2 * band[i - 2]) * rate / 8;
    }
    double[] square = new double[slope.length];
    for (int i = 0; i < slope.length; i++) {
      square[i] = slope[i] * slope[i];
    }
    double[] energy = Statistics.movingAverage(square, odd(0.15 * rate));
    List<Integer> found = new Thresholds(energy, slope, rate).beats();
    return refine(found, band, (int) Math.round(0.1 * rate), (int) (REFRACTORY * rate));
  }

  private static int odd(double width) {
    return Math.max(1, 2 * (int) Math.round(width / 2) + 1);
  }

  private static int[] refine(List<Integer> beats, double[] band, int reach, int apart) {
    List<Integer> peaks = new ArrayList<>();
    for (int beat : beats) {
      int best = Math.max(0, beat - reach);
      for (int i = best; i <= Math.min(band.length - 1, beat + reach); i++) {
        if (Math.abs(band[i]) > Math.abs(band[best])) {
          best = i;
        }
      }
      if (peaks.isEmpty() || best - peaks.get(peaks.size() - 1) > apart) {
        peaks.add(best);
      }
    }
    return peaks.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Returns the samples of the systolic peaks, ascending, by Elgendi et al. (2013): band-pass 0.5
   * to 8 Hz, negative half cut off, square, and blocks in which the average over 111 ms is above
   * that over 667 ms plus .02 of the mean; a block of at least 111 ms holds one peak; peaks are 300
   * ms apart or more.
   *
   * @param rate samples per second, at least {@link #MIN_RATE}
   */
  public static int[] pulsePeaks(double[] ppg, double rate) {
    if (!(rate >= MIN_RATE) || ppg.length < rate) {
      return new int[0];
    }
    double[] band = Butterworth.bandPass(2, 0.5, 8, rate).zeroPhase(ppg);
    double[] square = new double[band.length];
    for (int i = 0; i < band.length; i++) {
      square[i] = band[i] > 0 ? band[i] * band[i] : 0;
    }
    int narrow = odd(0.111 * rate);
    double[] peak = Statistics.movingAverage(square, narrow);
    double[] beat = Statistics.movingAverage(square, odd(0.667 * rate));
    double offset = 0.02 * Statistics.mean(square);
    List<Integer> peaks = new ArrayList<>();
    for (int i = 0; i < band.length; ) {
      int from = i;
      while (i < band.length && peak[i] > beat[i] + offset) {
        i++;
      }
      if (i - from >= narrow) {
        add(peaks, largest(band, from, i), (int) (0.3 * rate));
      }
      i = Math.max(i, from + 1);
    }
    return peaks.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void add(List<Integer> peaks, int peak, int apart) {
    if (peaks.isEmpty() || peak - peaks.get(peaks.size() - 1) > apart) {
      peaks.add(peak);
    }
  }

  static int largest(double[] x, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (x[i] > x[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Returns the intervals between peaks in milliseconds. */
  public static double[] intervals(int[] peaks, double rate) {
    double[] intervals = new double[Math.max(0, peaks.length - 1)];
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = (peaks[i + 1] - peaks[i]) * 1000 / rate;
    }
    return intervals;
  }

  /** The adaptive thresholds of Pan and Tompkins over the integrated energy. */
  private static final class Thresholds {
    private final double[] energy;
    private final double[] slope;
    private final double rate;
    private final List<Integer> beats = new ArrayList<>();
    private double signal;
    private double noise;

    Thresholds(double[] energy, double[] slope, double rate) {
      this.energy = energy;
      this.slope = slope;
      this.rate = rate;
      int learning = (int) Math.min(energy.length, 2 * rate);
      for (int i = 0; i < learning; i++) {
        signal = Math.max(signal, energy[i] / 3);
        noise += energy[i] / learning / 2;
      }
    }

    private double threshold() {
      return noise + (signal - noise) / 4;
    }

    List<Integer> beats() {
      List<Integer> candidates = candidates();
      for (int c = 0; c < candidates.size(); c++) {
        int at = candidates.get(c);
        searchBack(candidates, c);
        if (energy[at] > threshold() && !isTooSoon(at) && !isTWave(at)) {
          signal = energy[at] / 8 + signal * 7 / 8;
          beats.add(at);
        } else {
          noise = energy[at] / 8 + noise * 7 / 8;
        }
      }
      return beats;
    }

    /** Local maxima of the energy, the largest within 200 ms. */
    private List<Integer> candidates() {
      int apart = (int) (REFRACTORY * rate);
      List<Integer> maxima = new ArrayList<>();
      for (int i = 1; i < energy.length - 1; i++) {
        if (energy[i] > energy[i - 1] && energy[i] >= energy[i + 1]) {
          int last = maxima.size() - 1;
          if (last < 0 || i - maxima.get(last) > apart) {
            maxima.add(i);
          } else if (energy[i] > energy[maxima.get(last)]) {
            maxima.set(last, i);
          }
        }
      }
      return maxima;
    }

    private boolean isTooSoon(int at) {
      return !beats.isEmpty() && at - beats.get(beats.size() - 1) <= REFRACTORY * rate;
    }

    private boolean isTWave(int at) {
      if (beats.isEmpty() || at - beats.get(beats.size() - 1) > T_WAVE * rate) {
        return false;
      }
      return steepest(at) < steepest(beats.get(beats.size() - 1)) / 2;
    }

    private double steepest(int at) {
      int reach = (int) (0.075 * rate);
      double most = 0;
      for (int i = Math.max(0, at - reach); i < Math.min(slope.length, at + reach); i++) {
        most = Math.max(most, Math.abs(slope[i]));
      }
      return most;
    }

    /** Looks for a beat that was missed before a candidate, by half the threshold. */
    private void searchBack(List<Integer> candidates, int upTo) {
      if (beats.size() < 2) {
        return;
      }
      int last = beats.get(beats.size() - 1);
      int first = Math.max(0, beats.size() - 9);
      double mean = (last - beats.get(first)) / (double) (beats.size() - 1 - first);
      if (candidates.get(upTo) - last < 1.66 * mean) {
        return;
      }
      int best = -1;
      for (int c = upTo - 1; c >= 0 && candidates.get(c) - last > T_WAVE * rate; c--) {
        int at = candidates.get(c);
        if (energy[at] > threshold() / 2 && (best < 0 || energy[at] > energy[best])) {
          best = at;
        }
      }
      if (best >= 0) {
        signal = energy[best] / 4 + signal * 3 / 4;
        beats.add(best);
      }
    }
  }
}
