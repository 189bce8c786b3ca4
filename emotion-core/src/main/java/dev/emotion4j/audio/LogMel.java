package dev.emotion4j.audio;

import dev.emotion4j.math.Tensor;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The log-mel spectrogram of a sound, as {@code log(max(librosa.feature.melspectrogram(y,
 * center=True, pad_mode="reflect", htk=False, norm="slaney"), 1e-10))}: natural logarithm of power.
 * Thread-safe.
 *
 * <p>Two frames go through one complex transform, the later one as its imaginary part, which takes
 * less than two real ones; {@link MelBands} tells them apart. Nothing is allocated per frame. Each
 * stage is written so that the compiler makes the most of it; the numbers are in {@code
 * docs/results.md}, and {@code LogMelBenchmark} measures them.
 */
public final class LogMel {
  /** The power below which everything is silence. */
  public static final float FLOOR = 1e-10f;

  // Pairs of frames that are joined at once: their sound fits the first cache beside the tables.
  private static final int STRETCH = 16;

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
    Framing framing = new Framing(settings, window, STRETCH);
    float[][] pairs = new float[2][2 * settings.fft()];
    for (int start = 0; start < frames; start += 2 * STRETCH) {
      int count = (Math.min(2 * STRETCH, frames - start) + 1) / 2;
      framing.join(samples, start, count);
      for (int pair = 0; pair < count; pair += 2) {
        int other = Math.min(pair + 1, count - 1);
        framing.cut(pair, pairs[0]);
        framing.cut(other, pairs[1]);
        transform(pairs);
        weigh(pairs, out, (start + pair) * mels, (start + other) * mels, count * mels);
      }
    }
    Logarithms.ofBits(out);
    return out;
  }

  private void transform(float[][] pairs) {
    for (float[] pair : pairs) {
      fft.complexForward(pair);
    }
  }

  // Of an odd number of frames the last one is the first of a pair without a second one.
  private void weigh(float[][] pairs, float[] out, int a, int c, int distance) {
    int b = a + distance < out.length ? a + distance : a;
    int d = c + distance < out.length ? c + distance : c;
    bands.weigh(pairs[0], pairs[1], out, a, b, c, d);
  }
}
