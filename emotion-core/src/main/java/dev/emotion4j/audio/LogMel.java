package dev.emotion4j.audio;

import dev.emotion4j.math.Tensor;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The log-mel spectrogram of a sound, as {@code log(max(librosa.feature.melspectrogram(y,
 * center=True, pad_mode="reflect", htk=False, norm="slaney"), 1e-10))}: natural logarithm of power.
 * Thread-safe.
 *
 * <p>Loops run from 0 over whole arrays, or copy first: those are what the compiler makes vector
 * instructions of. Nothing is allocated per frame.
 */
public final class LogMel {
  /** The power below which everything is silence. */
  public static final float FLOOR = 1e-10f;

  // Frames that go through one stage together: their spectra fit the first cache beside the tables,
  // and stages that are methods of their own keep what the compiler makes of them fast.
  private static final int BLOCK = 8;

  private final MelSettings settings;
  private final FloatFFT_1D fft;
  private final float[] window;
  private final MelBands bands;

  /** Makes a log-mel. */
  public LogMel(MelSettings settings) {
    this.settings = settings;
    fft = new FloatFFT_1D(settings.fft());
    window = new float[settings.fft()];
    int margin = (settings.fft() - settings.window()) / 2;
    for (int i = 0; i < settings.window(); i++) {
      window[margin + i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / settings.window()));
    }
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
    float[][] spectra = new float[BLOCK][settings.fft()];
    float[] block = new float[BLOCK * mels];
    Logarithms logarithms = new Logarithms(block.length, FLOOR);
    for (int start = 0; start < frames; start += BLOCK) {
      int count = Math.min(BLOCK, frames - start); // what is left over is weighed, but not read
      window(samples, start, count, spectra);
      transform(spectra, count);
      bands.weigh(spectra, block);
      logarithms.apply(block, count * mels);
      System.arraycopy(block, 0, out, start * mels, count * mels);
    }
    return out;
  }

  /** Cuts frames out of a sound, which is mirrored at its ends, under the window. */
  private void window(float[] samples, int start, int count, float[][] frames) {
    for (int i = 0; i < count; i++) {
      int at = (start + i) * settings.hop() - window.length / 2;
      cut(samples, at, frames[i]);
      multiply(frames[i], window);
    }
  }

  private static void cut(float[] samples, int at, float[] frame) {
    if (at >= 0 && at + frame.length <= samples.length) {
      System.arraycopy(samples, at, frame, 0, frame.length);
    } else {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = samples[mirrored(at + i, samples.length)];
      }
    }
  }

  private static void multiply(float[] values, float[] by) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= by[i];
    }
  }

  private void transform(float[][] frames, int count) {
    for (int i = 0; i < count; i++) {
      fft.realForward(frames[i]);
    }
  }

  /** Reflects an index at both ends without repeating them, as often as it takes. */
  private static int mirrored(int index, int length) {
    if (length == 1) {
      return 0;
    }
    int period = 2 * (length - 1);
    int place = Math.floorMod(index, period);
    return place < length ? place : period - place;
  }
}
