package dev.emotion4j.audio;

import org.jtransforms.fft.FloatFFT_1D;

/** Up to which frequency a sound has anything: what came from a lower sampling rate ends early. */
final class Bandwidth {
  private static final double BAND_HZ = 250;
  private static final double LEAST = 1e-8;
  private static final int SIZE = 512;
  private static final int MOST_FRAMES = 200; // evenly spread: enough for a mean, and quick

  private Bandwidth() {}

  /**
   * Returns the upper end of the highest band that is within 80 dB of the loudest, as a share of
   * half the sampling rate.
   */
  static double of(float[] samples, int sampleRate) {
    double[] power = power(samples);
    int perBand = Math.max(1, (int) Math.round(BAND_HZ * SIZE / sampleRate));
    int bands = power.length / perBand;
    double[] sums = new double[bands];
    double loudest = 0;
    for (int band = 0; band < bands; band++) {
      for (int bin = band * perBand; bin < (band + 1) * perBand; bin++) {
        sums[band] += power[bin];
      }
      loudest = Math.max(loudest, sums[band]);
    }
    int highest = bands;
    while (highest > 0 && sums[highest - 1] <= loudest * LEAST) {
      highest--;
    }
    return (double) highest / bands;
  }

  private static double[] power(float[] samples) {
    FloatFFT_1D fft = new FloatFFT_1D(SIZE);
    float[] frame = new float[SIZE];
    float[] window = Framing.hann(SIZE);
    double[] power = new double[SIZE / 2];
    int frames = Math.max(1, Math.min(MOST_FRAMES, samples.length / SIZE));
    for (int i = 0; i < frames; i++) {
      int at = frames == 1 ? 0 : (int) ((long) (samples.length - SIZE) * i / (frames - 1));
      for (int j = 0; j < SIZE; j++) {
        frame[j] = at + j < samples.length ? samples[at + j] * window[j] : 0;
      }
      fft.realForward(frame);
      for (int bin = 1; bin < power.length; bin++) {
        double real = frame[2 * bin];
        double imaginary = frame[2 * bin + 1];
        power[bin] += real * real + imaginary * imaginary;
      }
    }
    return power;
  }
}
