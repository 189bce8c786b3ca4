package dev.emotion4j.audio;

import java.util.Arrays;

/**
 * How usable a sound is as a voice.
 *
 * <p>The overall {@link #quality} is the product of four shares, at least 0.05:
 *
 * <ul>
 *   <li>noise: {@code (snr - 2 dB) / 8 dB}, within 0.05 and 1: from 10 dB on the built-in branch
 *       recognises nearly what it does without noise (.710 of seven expressions, .744; at 5 dB
 *       .571);
 *   <li>clipping: {@code 1 / (1 + 20 clipped)}: a twentieth of clipped samples halves it;
 *   <li>speech: {@code speech / 0.5 s}, within 0.05 and 1;
 *   <li>bandwidth: {@code 5 bandwidth - 1.25}, within 0.05 and 1: a telephone's 4 of 8 kHz are
 *       enough, 3 kHz give about a half. Of speakers whom it did not know the built-in branch
 *       recognises .744 of seven expressions whole, .746 up to 6 kHz, .731 up to 4, and .506 up to
 *       3 (unweighted recall, EMO-DB; {@code docs/results.md}).
 * </ul>
 *
 * @param snr the level of the speech over that of the noise in dB: the mean power of the active
 *     frames (25 ms, within 35 dB of the loudest tenth and more than 6 dB over the noise) against
 *     that of the quietest tenth of all frames
 * @param clipped the share of samples that stand at full scale, one next to the other
 * @param speechSeconds how long the active frames last
 * @param seconds how long everything lasts
 * @param peak the largest sample, 0 to 1
 * @param bandwidth up to where there is anything, a share of half the sampling rate: above it no
 *     band of 250 Hz is within 80 dB of the loudest
 */
public record AudioQuality(
    double snr,
    double clipped,
    double speechSeconds,
    double seconds,
    double peak,
    double bandwidth) {
  private static final double LEAST = 0.05;
  private static final double FULL_SCALE = 0.999;
  private static final double FLOOR = 1e-10;

  /** Measures a sound. */
  public static AudioQuality of(float[] samples, int sampleRate) {
    int frame = Math.max(1, sampleRate / 40);
    int frames = Math.max(1, samples.length / frame);
    double[] power = new double[frames];
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      int end = Math.min(samples.length, (i + 1) * frame);
      for (int j = i * frame; j < end; j++) {
        sum += (double) samples[j] * samples[j];
      }
      power[i] = Math.max(FLOOR, sum / frame);
    }
    double[] sorted = power.clone();
    Arrays.sort(sorted);
    int tenth = Math.max(1, frames / 10);
    double noise = Arrays.stream(sorted, 0, tenth).average().orElse(FLOOR);
    double loud = sorted[frames - tenth];
    double[] active = Arrays.stream(power).filter(p -> p > loud * 3e-4 && p > noise * 4).toArray();
    double speech = active.length == 0 ? noise : Arrays.stream(active).average().orElse(noise);
    return new AudioQuality(
        10 * Math.log10(Math.max(speech - noise, FLOOR) / noise),
        clipped(samples),
        (double) active.length * frame / sampleRate,
        (double) samples.length / sampleRate,
        peak(samples),
        Bandwidth.of(samples, sampleRate));
  }

  private static double clipped(float[] samples) {
    int count = 0;
    for (int i = 1; i < samples.length; i++) {
      if (Math.abs(samples[i]) >= FULL_SCALE && Math.abs(samples[i - 1]) >= FULL_SCALE) {
        count++;
      }
    }
    return samples.length == 0 ? 0 : (double) count / samples.length;
  }

  private static double peak(float[] samples) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  /** Returns the quality, {@code 0.05} to 1. */
  public double quality() {
    double noise = within((snr - 2) / 8);
    double clipping = 1 / (1 + 20 * clipped);
    double speech = within(speechSeconds / 0.5);
    return Math.max(LEAST, noise * clipping * speech * within(5 * bandwidth - 1.25));
  }

  private static double within(double share) {
    return Math.max(LEAST, Math.min(1, share));
  }
}
