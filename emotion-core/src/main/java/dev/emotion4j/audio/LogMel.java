package dev.emotion4j.audio;

import dev.emotion4j.math.Tensor;

/**
 * The log-mel spectrogram of a sound, as {@code log(max(librosa.feature.melspectrogram(y,
 * center=True, pad_mode="reflect", htk=False, norm="slaney"), 1e-10))}: natural logarithm of power.
 * Thread-safe.
 *
 * <p>Nothing is allocated per frame. Each stage is written so that the compiler makes the most of
 * it; the numbers are in {@code docs/results.md}, and {@code LogMelBenchmark} measures them.
 */
public final class LogMel {
  /** The power below which everything is silence. */
  public static final float FLOOR = 1e-10f;

  private final MelSettings settings;
  private final PowerSpectrum spectrum;
  private final MelBands bands;

  /** Makes a log-mel. */
  public LogMel(MelSettings settings) {
    this.settings = settings;
    spectrum = new PowerSpectrum(Framing.hann(settings.window(), settings.fft()));
    bands = new MelBands(settings);
  }

  /** Returns the settings. */
  public MelSettings settings() {
    return settings;
  }

  /** Returns the spectrogram, F32 {@code [frames, mels]}. */
  public Tensor tensor(float[] samples) {
    return Tensor.of(apply(samples), settings.frames(samples.length), settings.mels());
  }

  /**
   * Returns the spectrogram, row by row: {@code frames * mels} values.
   *
   * @param samples at least one, finite
   */
  public float[] apply(float[] samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples; expected at least one");
    }
    int frames = settings.frames(samples.length);
    int mels = settings.mels();
    float[] out = new float[frames * mels];
    Framing framing = new Framing(settings);
    PowerSpectrum.Work work = spectrum.new Work();
    float[][] powers = new float[MelBands.TOGETHER][settings.fft() / 2];
    for (int start = 0; start < frames; start += powers.length) {
      int count = Math.min(powers.length, frames - start);
      for (int i = 0; i < count; i++) {
        framing.cut(samples, start + i);
        work.apply(framing.early(), framing.late(), powers[i]);
      }
      bands.weigh(powers, count, out, start * mels);
    }
    Logarithms.ofBits(out);
    return out;
  }
}
