package dev.emotion4j.examples.experiments;

import dev.emotion4j.audio.Recording;
import dev.emotion4j.body.Butterworth;
import dev.emotion4j.examples.experiments.EmoDbData.Utterance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * How a clip comes to the ear: as it was recorded, by a lower sampling rate, by telephone, amid
 * noise, or from across a room.
 */
enum Hearing {
  WHOLE((clip, seed) -> clip),
  RATE_12K((clip, seed) -> sampled(clip, 12_000)),
  /** A telephone's rate. */
  RATE_8K((clip, seed) -> sampled(clip, 8000)),
  RATE_6K((clip, seed) -> sampled(clip, 6000)),
  /** A whole telephone: 300 to 3400 Hz at 8 kHz, and the eight bits of mu-law. */
  PHONE((clip, seed) -> phoned(sampled(clip, 8000))),
  /** White noise, 30 dB below the clip's mean power; so on. */
  NOISE_30((clip, seed) -> noisy(clip, 30, seed)),
  NOISE_20((clip, seed) -> noisy(clip, 20, seed)),
  NOISE_15((clip, seed) -> noisy(clip, 15, seed)),
  NOISE_10((clip, seed) -> noisy(clip, 10, seed)),
  NOISE_5((clip, seed) -> noisy(clip, 5, seed)),
  /** An echo as loud as the voice, which takes half a second to fall by 60 dB. */
  ROOM((clip, seed) -> echoing(clip, 0.5, seed));

  private interface Way {
    Utterance of(Utterance clip, long seed) throws IOException;
  }

  private static final double MU = 255; // ITU-T G.711
  private static final int CODES = 127; // on each side of silence

  @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
  private final Way way;

  Hearing(Way way) {
    this.way = way;
  }

  /** Returns the name as a command line writes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads names, with commas between them. */
  static Set<Hearing> parse(String words) {
    return Arrays.stream(words.split(","))
        .map(word -> valueOf(word.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  /** Returns every clip in every way, in their order. */
  static Map<Hearing, List<Utterance>> all(List<Utterance> clips) throws IOException {
    Map<Hearing, List<Utterance>> all = new EnumMap<>(Hearing.class);
    for (Hearing hearing : values()) {
      List<Utterance> heard = new ArrayList<>();
      for (int i = 0; i < clips.size(); i++) {
        heard.add(hearing.of(clips.get(i), i));
      }
      all.put(hearing, heard);
    }
    return all;
  }

  /** Returns the clip so, always the same; the seed tells noises and rooms of clips apart. */
  Utterance of(Utterance clip, long seed) throws IOException {
    return way.of(clip, seed);
  }

  private static Utterance sampled(Utterance clip, int rate) throws IOException {
    return clip.with(Recording.read(clip.clip(), rate, EmoDbData.LONGEST).samples(), rate);
  }

  private static Utterance phoned(Utterance clip) {
    double[] samples = new double[clip.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = clip.samples()[i];
    }
    double[] band = Butterworth.bandPass(4, 300, 3400, clip.rate()).zeroPhase(samples);
    float[] coded = new float[band.length];
    for (int i = 0; i < coded.length; i++) {
      double loud = Math.log1p(MU * Math.min(1, Math.abs(band[i]))) / Math.log1p(MU);
      double heard = Math.expm1(Math.rint(CODES * loud) / CODES * Math.log1p(MU)) / MU;
      coded[i] = (float) Math.copySign(heard, band[i]);
    }
    return clip.with(coded, clip.rate());
  }

  private static Utterance noisy(Utterance clip, int snr, long seed) {
    SplittableRandom random = new SplittableRandom(100 * seed + snr);
    double deviation = Math.sqrt(power(clip.samples())) * Math.pow(10, -snr / 20.0);
    float[] noisy = clip.samples().clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (deviation * random.nextGaussian());
    }
    return clip.with(noisy, clip.rate());
  }

  /**
   * Adds the clip times an impulse response of Gaussian noise that dies away (Moorer, 1979), at the
   * clip's own power.
   */
  private static Utterance echoing(Utterance clip, double seconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] samples = clip.samples();
    int length = (int) (seconds * clip.rate());
    int size = Integer.highestOneBit(samples.length + length) * 2;
    float[] response = new float[size];
    for (int i = 1; i < length; i++) {
      response[i] = (float) (Math.pow(10, -3.0 * i / length) * random.nextGaussian());
    }
    float[] echo = Arrays.copyOf(samples, size);
    FloatFFT_1D transform = new FloatFFT_1D(size);
    transform.realForward(echo);
    transform.realForward(response);
    echo[0] *= response[0];
    echo[1] *= response[1];
    for (int i = 2; i < size; i += 2) {
      float real = echo[i] * response[i] - echo[i + 1] * response[i + 1];
      echo[i + 1] = echo[i] * response[i + 1] + echo[i + 1] * response[i];
      echo[i] = real;
    }
    transform.realInverse(echo, true);
    float[] heard = samples.clone();
    double factor = Math.sqrt(power(samples) / power(Arrays.copyOf(echo, samples.length)));
    for (int i = 0; i < heard.length; i++) {
      heard[i] += (float) (factor * echo[i]);
    }
    return clip.with(heard, clip.rate());
  }

  private static double power(float[] samples) {
    double power = 0;
    for (float sample : samples) {
      power += (double) sample * sample / samples.length;
    }
    return power;
  }
}
