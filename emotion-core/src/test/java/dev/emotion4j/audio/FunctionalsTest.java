package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionalsTest {
  private static final int RATE = 16_000;
  private static final LogMel LOG_MEL = new LogMel(MelSettings.DEFAULT);
  private static final Functionals FUNCTIONALS = new Functionals(LOG_MEL);

  private static double value(float[] samples, String name) {
    float[] values = FUNCTIONALS.apply(samples, LOG_MEL.apply(samples));
    List<String> names = Functionals.names();
    assertThat(values).hasSize(names.size());
    for (float value : values) {
      assertThat(value).isFinite();
    }
    return values[names.indexOf(name)];
  }

  private static double semitones(double hertz) {
    return 12 * Math.log(hertz / 55) / Math.log(2);
  }

  @Test
  void everyNameIsUsedOnce() {
    assertThat(Functionals.names()).doesNotHaveDuplicates().hasSizeGreaterThan(150);
  }

  @Test
  void mfccEqualThoseOfScipy() {
    Json one = Golden.json("audio/audio.json").get("mels").items().get(0);
    double[] wanted = Golden.numbers(one.get("mfcc"));
    float[] mel = LOG_MEL.apply(Sounds.golden((int) one.get("count").number(), RATE, 0.1));
    Cepstrum cepstrum = new Cepstrum(64, 14);
    float[] mfcc = new float[14];
    for (int i = 0; i < wanted.length; i++) {
      cepstrum.apply(mel, i / 14 * (int) one.get("every").number() * 64, mfcc);
      assertThat((double) mfcc[i % 14]).as("value %d", i).isCloseTo(wanted[i], within(5e-3));
    }
  }

  @Test
  void thePitchOfATonesHarmonicsIsFound() {
    for (double hertz : new double[] {70, 110, 220, 440, 580}) {
      float[] sound = new float[RATE];
      for (int harmonic = 1; harmonic <= 5; harmonic++) {
        float[] tone = Sounds.tone(hertz * harmonic, 0.3 / harmonic, 1, RATE);
        for (int i = 0; i < sound.length; i++) {
          sound[i] += tone[i];
        }
      }
      assertThat(value(sound, "pitch.p50")).isCloseTo(semitones(hertz), within(0.1));
      assertThat(value(sound, "voiced.share")).isGreaterThan(0.9);
    }
  }

  @Test
  void noiseHasNoPitch() {
    assertThat(value(Sounds.noise(0.3, 2, RATE, 1), "voiced.share")).isLessThan(0.05);
  }

  @Test
  void jitterIsThatOfThePeriods() {
    assertThat(value(pulses(0), "jitter")).isLessThan(0.003);
    // Periods of 99 and 101 samples in turn: a difference of 2 in 100.
    assertThat(value(pulses(1), "jitter")).isCloseTo(0.02, within(0.005));
  }

  private static float[] pulses(int change) {
    float[] sound = new float[RATE];
    int sign = 1;
    for (int at = 0; at + 60 < sound.length; at += 100 + sign * change, sign = -sign) {
      for (int i = 0; i < 60; i++) {
        sound[at + i] += (float) (0.5 * Math.pow(Math.sin(Math.PI * i / 60), 2));
      }
    }
    return sound;
  }

  @Test
  void louderIsLouderAndNothingElse() {
    float[] quiet = Sounds.voice(140, 2, RATE);
    float[] loud = quiet.clone();
    for (int i = 0; i < loud.length; i++) {
      loud[i] *= 2;
    }
    for (String name : List.of("pitch.mean", "centroid.p90", "voicedAlpha.mean", "jitter")) {
      assertThat(value(loud, name))
          .as(name)
          .isCloseTo(value(quiet, name), within(0.02 + 0.01 * Math.abs(value(quiet, name))));
    }
    assertThat(value(loud, "energy.mean") - value(quiet, "energy.mean"))
        .isCloseTo(6.02, within(0.1));
  }

  @Test
  void silenceAndAMomentAreFinite() {
    value(new float[RATE], "energy.mean");
    value(new float[] {0.5f}, "energy.mean");
    value(Sounds.tone(200, 1, 0.05, RATE), "pitch.mean");
  }
}
