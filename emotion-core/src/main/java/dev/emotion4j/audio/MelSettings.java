package dev.emotion4j.audio;

/**
 * How a log-mel spectrogram is made. Immutable.
 *
 * @param sampleRate of the samples
 * @param fft the length of the transform, a power of two
 * @param window the length of the periodic Hann window in the middle of it
 * @param hop samples from frame to frame
 * @param mels how many bands
 * @param lowest frequency of the first band in Hz
 * @param highest frequency of the last band in Hz
 */
public record MelSettings(
    int sampleRate, int fft, int window, int hop, int mels, double lowest, double highest) {
  /** 64 bands from 50 to 7600 Hz at 16 kHz, windows of 25 ms every 10 ms. */
  public static final MelSettings DEFAULT = new MelSettings(16_000, 512, 400, 160, 64, 50, 7600);

  /** Checks the ranges. */
  public MelSettings {
    boolean power = fft >= 2 && Integer.bitCount(fft) == 1;
    if (!power || window < 2 || window > fft || hop < 1 || mels < 1 || sampleRate < 1) {
      throw new IllegalArgumentException(
          "a transform of "
              + fft
              + ", a window of "
              + window
              + ", a hop of "
              + hop
              + ", "
              + mels
              + " bands at "
              + sampleRate
              + " Hz; expected a power of two, a window within it, the others 1 or more");
    }
    if (!(lowest >= 0 && highest > lowest && highest <= sampleRate / 2.0)) {
      throw new IllegalArgumentException(
          "bands from "
              + lowest
              + " to "
              + highest
              + " Hz; expected them in order and at most half of "
              + sampleRate);
    }
  }

  /** Returns a copy with this many bands. */
  public MelSettings mels(int count) {
    return new MelSettings(sampleRate, fft, window, hop, count, lowest, highest);
  }

  /** Returns how many frames a sound of this many samples has. */
  public int frames(int samples) {
    return 1 + samples / hop;
  }
}
