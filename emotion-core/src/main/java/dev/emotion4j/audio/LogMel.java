package dev.emotion4j.audio;

import dev.emotion4j.math.Tensor;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The log-mel spectrogram of a sound, as {@code log(max(librosa.feature.melspectrogram(y,
 * center=True, pad_mode="reflect", htk=False, norm="slaney"), 1e-10))}: natural logarithm of power.
 * Thread-safe.
 *
 * <p>Frames are computed {@value #BLOCK} at a time: their spectra lie side by side, so that bands
 * and logarithms run over rows of frames, which the compiler makes vector instructions of. Nothing
 * is allocated per frame.
 */
public final class LogMel {
  /** The power below which everything is silence. */
  public static final float FLOOR = 1e-10f;

  private static final int BLOCK = 16;
  private static final float LN_2 = (float) Math.log(2);

  private final MelSettings settings;
  private final FloatFFT_1D fft;
  private final float[] window;
  private final MelBands bands;

  /** Makes a log-mel. */
  public LogMel(MelSettings settings) {
    this.settings = settings;
    fft = new FloatFFT_1D(settings.fft());
    window = new float[settings.window()];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / window.length));
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
    float[] frame = new float[settings.fft()];
    float[] power = new float[(settings.fft() / 2 + 1) * BLOCK];
    float[] band = new float[BLOCK];
    for (int start = 0; start < frames; start += BLOCK) {
      int count = Math.min(BLOCK, frames - start);
      for (int i = 0; i < count; i++) {
        cut(samples, (start + i) * settings.hop() - settings.fft() / 2, frame);
        fft.realForward(frame);
        power(frame, power, i);
      }
      for (int mel = 0; mel < mels; mel++) {
        weigh(power, mel, band);
        for (int i = 0; i < count; i++) {
          out[(start + i) * mels + mel] = band[i];
        }
      }
    }
    return out;
  }

  /** Copies a windowed frame that begins {@code at}; beyond the ends the sound is mirrored. */
  private void cut(float[] samples, int at, float[] frame) {
    int margin = (frame.length - window.length) / 2;
    int begin = at + margin;
    if (begin >= 0 && begin + window.length <= samples.length) {
      for (int i = 0; i < window.length; i++) {
        frame[margin + i] = samples[begin + i] * window[i];
      }
    } else {
      for (int i = 0; i < window.length; i++) {
        frame[margin + i] = samples[mirrored(begin + i, samples.length)] * window[i];
      }
    }
    java.util.Arrays.fill(frame, 0, margin, 0);
    java.util.Arrays.fill(frame, margin + window.length, frame.length, 0);
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

  /** Writes |X|^2 of JTransforms' packed spectrum into column {@code column} of the block. */
  private static void power(float[] packed, float[] power, int column) {
    int half = packed.length / 2;
    power[column] = packed[0] * packed[0];
    power[half * BLOCK + column] = packed[1] * packed[1];
    for (int bin = 1; bin < half; bin++) {
      float re = packed[2 * bin];
      float im = packed[2 * bin + 1];
      power[bin * BLOCK + column] = re * re + im * im;
    }
  }

  private void weigh(float[] power, int mel, float[] band) {
    java.util.Arrays.fill(band, 0);
    float[] weights = bands.weights[mel];
    int at = bands.first[mel] * BLOCK;
    for (float weight : weights) {
      for (int i = 0; i < BLOCK; i++) {
        band[i] += weight * power[at + i];
      }
      at += BLOCK;
    }
    for (int i = 0; i < BLOCK; i++) {
      band[i] = log(Math.max(band[i], FLOOR));
    }
  }

  /**
   * The natural logarithm of a normal positive number, within 2e-7 + 1e-7 |log|: exponent plus
   * {@code 2 atanh(s)}, {@code s = (m - 1) / (m + 1)} with the mantissa m in [sqrt(1/2), sqrt(2)).
   */
  static float log(float x) {
    int bits = Float.floatToRawIntBits(x) - 0x3F35_04F3;
    int exponent = bits >> 23;
    float m = Float.intBitsToFloat((bits & 0x007F_FFFF) + 0x3F35_04F3);
    float s = (m - 1) / (m + 1);
    float z = s * s;
    float series = 2 + z * (2 / 3f + z * (2 / 5f + z * (2 / 7f + z * 0.23f)));
    return exponent * LN_2 + s * series;
  }
}
