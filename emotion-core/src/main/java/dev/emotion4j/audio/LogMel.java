package dev.emotion4j.audio;

import dev.emotion4j.math.Tensor;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The log-mel spectrogram of a sound, as {@code log(max(librosa.feature.melspectrogram(y,
 * center=True, pad_mode="reflect", htk=False, norm="slaney"), 1e-10))}: natural logarithm of power.
 * Thread-safe.
 *
 * <p>Two frames go through one complex transform, the later one as its imaginary part, which takes
 * less than two real ones; {@link MelBands} tells them apart. Nothing is allocated per frame.
 */
public final class LogMel {
  /** The power below which everything is silence. */
  public static final float FLOOR = 1e-10f;

  // Frames that go through one stage together: their spectra fit the first cache beside the tables,
  // and stages that are methods of their own keep what the compiler makes of them fast.
  private static final int BLOCK = 4;

  private final MelSettings settings;
  private final FloatFFT_1D fft;
  private final float[] window;
  private final MelBands bands;

  /** Makes a log-mel. */
  public LogMel(MelSettings settings) {
    this.settings = settings;
    fft = new FloatFFT_1D(settings.fft());
    window = Framing.hann(settings.window());
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
    Framing framing = new Framing(settings, window);
    float[][] pairs = new float[BLOCK / 2][2 * settings.fft()];
    float[] rows = new float[BLOCK * mels];
    Logarithms logarithms = new Logarithms(rows.length, FLOOR);
    for (int start = 0; start < frames; start += BLOCK) {
      int count = Math.min(BLOCK, frames - start); // what is left over is weighed, but not read
      framing.cut(samples, start, count, pairs);
      transform(pairs, (count + 1) / 2);
      bands.weigh(pairs, rows);
      logarithms.apply(rows, count * mels);
      System.arraycopy(rows, 0, out, start * mels, count * mels);
    }
    return out;
  }

  private void transform(float[][] pairs, int count) {
    for (int i = 0; i < count; i++) {
      fft.complexForward(pairs[i]);
    }
  }
}
