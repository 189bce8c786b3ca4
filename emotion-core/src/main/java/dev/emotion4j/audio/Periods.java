package dev.emotion4j.audio;

/**
 * The single periods of voiced stretches, found by matching waveforms: the next period begins where
 * the sound correlates best with the present one, within a fifth of the pitch's period (as Praat's
 * point process does). From them jitter (local: mean absolute difference of consecutive periods
 * over the mean period), and shimmer (local: the same of their peak amplitudes); both as Praat
 * defines them, pairs that differ by more than a factor of 1.3 (periods) or 1.6 (amplitudes) left
 * out.
 *
 * @param jitter a share, 0 if there are too few periods
 * @param shimmer a share, 0 if there are too few periods
 */
record Periods(double jitter, double shimmer) {
  private static final double MOST_JITTER = 1.3;
  private static final double MOST_SHIMMER = 1.6;

  /** Sums over neighbouring periods. */
  private static final class Sums {
    double difference;
    double total;
    int pairs;

    void add(double a, double b, double most) {
      if (a > 0 && b > 0 && Math.max(a, b) <= most * Math.min(a, b)) {
        difference += Math.abs(a - b);
        total += (a + b) / 2;
        pairs++;
      }
    }

    double local() {
      return pairs < 3 || total == 0 ? 0 : difference / total;
    }
  }

  static Periods of(float[] samples, Pitch.Track track, int hop, int rate) {
    Sums periods = new Sums();
    Sums amplitudes = new Sums();
    int frames = track.hertz().length;
    for (int frame = 0; frame < frames; frame++) {
      if (track.voiced(frame) && (frame == 0 || !track.voiced(frame - 1))) {
        int end = frame;
        while (end < frames && track.voiced(end)) {
          end++;
        }
        walk(samples, track, frame, end, hop, rate, periods, amplitudes);
        frame = end;
      }
    }
    return new Periods(periods.local(), amplitudes.local());
  }

  private static void walk(
      float[] samples,
      Pitch.Track track,
      int from,
      int end,
      int hop,
      int rate,
      Sums periods,
      Sums amplitudes) {
    double at = from * hop;
    double last = 0;
    double lastPeak = 0;
    while (true) {
      int frame = (int) (at / hop);
      if (frame >= end) {
        return;
      }
      double expected = rate / track.hertz()[frame];
      int width = (int) expected;
      int start = (int) at;
      int least = (int) (0.8 * expected);
      int most = (int) (1.2 * expected) + 1;
      if (start + most + width >= samples.length) {
        return;
      }
      double period = best(samples, start, width, least, most);
      double peak = peak(samples, start, width);
      if (last > 0) {
        periods.add(last, period, MOST_JITTER);
        amplitudes.add(lastPeak, peak, MOST_SHIMMER);
      }
      last = period;
      lastPeak = peak;
      at += period;
    }
  }

  /** Returns the lag of the best match, between samples by a parabola. */
  private static double best(float[] samples, int start, int width, int least, int most) {
    double[] match = new double[most - least + 1];
    int best = 0;
    for (int i = 0; i < match.length; i++) {
      match[i] = match(samples, start, start + least + i, width);
      if (match[i] > match[best]) {
        best = i;
      }
    }
    if (best == 0 || best == match.length - 1) {
      return least + best;
    }
    double bend = match[best - 1] - 2 * match[best] + match[best + 1];
    return least + best + (bend >= 0 ? 0 : (match[best - 1] - match[best + 1]) / (2 * bend));
  }

  private static double match(float[] samples, int a, int b, int width) {
    float product = 0;
    float energy = 1e-9f;
    for (int i = 0; i < width; i++) {
      product += samples[a + i] * samples[b + i];
      energy += samples[b + i] * samples[b + i];
    }
    return product / Math.sqrt(energy);
  }

  private static double peak(float[] samples, int start, int width) {
    float highest = 0;
    float lowest = 0;
    for (int i = start; i < start + width; i++) {
      highest = Math.max(highest, samples[i]);
      lowest = Math.min(lowest, samples[i]);
    }
    return (double) highest - lowest;
  }
}
