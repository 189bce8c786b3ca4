package dev.emotion4j.audio;

import java.io.IOException;
import java.util.List;

/**
 * Changes the sampling rate of a stream by a windowed sinc, band-limited to the lower of the two
 * rates; constant memory, no delay: output sample {@code n} is at the time of input sample {@code n
 * from / to}, and there are {@code ceil(inputs to / from)} of them. Thread-safe; what it opens is
 * not.
 *
 * <p>The kernel is {@code c sinc(c t) kaiser(t)}, {@value #ZEROS} zero crossings to each side, its
 * cut-off at {@value #ROLL_OFF} of the Nyquist frequency, Kaiser's beta {@value #BETA} (Smith,
 * Digital Audio Resampling, 2002; Kaiser, 1974): flat within 0.01 dB up to 86 % of the lower
 * Nyquist frequency, more than 80 dB down beyond it.
 */
public final class Resampler {
  private static final int ZEROS = 48;
  private static final double ROLL_OFF = 0.935;
  private static final double BETA = 10;

  // More phases than this are interpolated linearly between this many, which is 100 dB exact.
  private static final int MOST_PHASES = 1024;

  private final int from;
  private final int to;
  private final int phases;
  private final int half;
  private final boolean exact;
  private final float[][] kernels;

  /**
   * Makes a resampler.
   *
   * @param from samples per second that come in
   * @param to samples per second that go out
   */
  public Resampler(int from, int to) {
    if (!takes(from, to)) {
      throw new IllegalArgumentException(
          "resampling from "
              + from
              + " to "
              + to
              + " Hz; expected positive rates, at most 1000 times apart");
    }
    int divisor = gcd(from, to);
    this.from = from / divisor;
    this.to = to / divisor;
    exact = this.to <= MOST_PHASES;
    phases = exact ? this.to : MOST_PHASES;
    double cut = ROLL_OFF * Math.min(1, (double) to / from);
    half = (int) Math.ceil(ZEROS / cut);
    kernels = new float[phases + 1][];
    for (int phase = 0; phase <= phases; phase++) {
      kernels[phase] = kernel(cut, (double) phase / phases);
    }
  }

  /** Returns whether a rate can be brought to another: both positive, at most 1000 times apart. */
  static boolean takes(int from, int to) {
    return from >= 1 && to >= 1 && from <= 1000L * to && to <= 1000L * from;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Returns weights of the inputs {@code -half + 1 .. half} around a moment after input 0. */
  private float[] kernel(double cut, double after) {
    double[] weights = new double[2 * half];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double t = i - (half - 1) - after;
      double x = t / half;
      double window = Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
      double angle = Math.PI * cut * t;
      weights[i] = window * (angle == 0 ? 1 : Math.sin(angle) / angle);
      sum += weights[i];
    }
    float[] kernel = new float[weights.length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (weights[i] / sum); // a constant stays what it is
    }
    return kernel;
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  /** Resamples a whole sound. */
  public float[] resample(float[] samples) {
    if (from == to) {
      return samples.clone();
    }
    long count = (samples.length * (long) to + from - 1) / from;
    float[] padded = new float[samples.length + 2 * half];
    System.arraycopy(samples, 0, padded, half, samples.length);
    float[] out = new float[Math.toIntExact(count)];
    for (int n = 0; n < out.length; n++) {
      out[n] = at(padded, (int) ((long) n * from / to) + 1, n);
    }
    return out;
  }

  /**
   * Returns an output sample.
   *
   * @param begin where in {@code inputs} the first weighed input stands
   * @param n which output: its phase follows from it
   */
  private float at(float[] inputs, int begin, long n) {
    long rest = n * from % to;
    if (exact) {
      return dot(inputs, begin, kernels[(int) rest]);
    }
    double place = (double) rest / to * phases;
    int phase = (int) place;
    float share = (float) (place - phase);
    float before = dot(inputs, begin, kernels[phase]);
    return before + share * (dot(inputs, begin, kernels[phase + 1]) - before);
  }

  // Eight sums of their own, because the compiler must not reorder a single one.
  private static float dot(float[] inputs, int begin, float[] kernel) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < kernel.length; i += 4) {
      a += inputs[begin + i] * kernel[i];
      b += inputs[begin + i + 1] * kernel[i + 1];
      c += inputs[begin + i + 2] * kernel[i + 2];
      d += inputs[begin + i + 3] * kernel[i + 3];
    }
    for (; i < kernel.length; i++) {
      a += inputs[begin + i] * kernel[i];
    }
    return a + b + (c + d);
  }

  /** Returns the stream at the new rate; closing it closes the other. */
  public AudioStream resample(AudioStream stream) {
    return from == to ? stream : new Resampled(stream);
  }

  private final class Resampled implements AudioStream {
    private static final int BLOCK = 4096;

    private final AudioStream source;
    // Inputs from number `first` on; before the beginning and behind the end there is silence.
    private float[] inputs = new float[2 * half + BLOCK];
    private int filled = half;
    private long first = -half;
    private long seen;
    private long made;
    private boolean ended;

    Resampled(AudioStream source) {
      this.source = source;
    }

    @Override
    public int sampleRate() {
      return (int) ((long) source.sampleRate() * to / from);
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
      int count = 0;
      while (count < length) {
        long centre = made * from / to;
        if (ended && centre >= seen) {
          break;
        }
        int begin = (int) (centre - half + 1 - first);
        if (begin + 2 * half > filled) {
          fill(begin);
          continue;
        }
        out[offset + count++] = at(inputs, begin, made++);
      }
      return count == 0 && length > 0 ? -1 : count;
    }

    private void fill(int begin) throws IOException {
      int gone = Math.min(begin, filled);
      System.arraycopy(inputs, gone, inputs, 0, filled - gone);
      filled -= gone;
      first += gone;
      int room = inputs.length - filled;
      int read = ended ? -1 : source.read(inputs, filled, room);
      if (read < 0) {
        ended = true;
        java.util.Arrays.fill(inputs, filled, inputs.length, 0);
        filled = inputs.length;
      } else {
        filled += read;
        seen += read;
      }
    }

    @Override
    public List<String> notes() {
      return source.notes();
    }

    @Override
    public double notNumbers() {
      return source.notNumbers();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
