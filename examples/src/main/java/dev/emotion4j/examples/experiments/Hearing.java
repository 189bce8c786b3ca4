package dev.emotion4j.examples.experiments;

import dev.emotion4j.audio.Recording;
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

/** How a clip comes to the ear: as it was recorded, by a lower sampling rate, or amid noise. */
enum Hearing {
  WHOLE(EmoDbData.RATE, Double.POSITIVE_INFINITY),
  RATE_12K(12_000, Double.POSITIVE_INFINITY),
  /** A telephone's. */
  RATE_8K(8000, Double.POSITIVE_INFINITY),
  RATE_6K(6000, Double.POSITIVE_INFINITY),
  /** White noise, 30 dB below the clip's mean power; so on. */
  NOISE_30(EmoDbData.RATE, 30),
  NOISE_20(EmoDbData.RATE, 20),
  NOISE_15(EmoDbData.RATE, 15),
  NOISE_10(EmoDbData.RATE, 10),
  NOISE_5(EmoDbData.RATE, 5);

  private final int rate;
  private final double snr;

  Hearing(int rate, double snr) {
    this.rate = rate;
    this.snr = snr;
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

  /** Returns the clip so, always the same; the seed tells the noises of clips apart. */
  Utterance of(Utterance clip, long seed) throws IOException {
    if (snr < Double.POSITIVE_INFINITY) {
      return clip.with(noisy(clip.samples(), new SplittableRandom(100 * seed + (long) snr)), rate);
    }
    return rate == clip.rate()
        ? clip
        : clip.with(Recording.read(clip.clip(), rate, EmoDbData.LONGEST).samples(), rate);
  }

  private float[] noisy(float[] samples, SplittableRandom random) {
    double power = 0;
    for (float sample : samples) {
      power += (double) sample * sample / samples.length;
    }
    double deviation = Math.sqrt(power) * Math.pow(10, -snr / 20);
    float[] noisy = samples.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (deviation * random.nextGaussian());
    }
    return noisy;
  }
}
