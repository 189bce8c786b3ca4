package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AudioQualityTest {
  private static final int RATE = 16_000;

  private static float[] withNoise(double amplitude) {
    float[] sound = Sounds.voice(150, 3, RATE);
    float[] noise = Sounds.noise(amplitude, 3, RATE, 2);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += noise[i];
    }
    return sound;
  }

  @Test
  void aCleanVoiceIsOfFullQuality() {
    AudioQuality quality = AudioQuality.of(withNoise(1e-3), RATE);
    assertThat(quality.quality()).isEqualTo(1);
    assertThat(quality.seconds()).isCloseTo(3, within(0.01));
    assertThat(quality.snr()).isGreaterThan(30);
  }

  @Test
  void noiseLowersTheQualityStepByStep() {
    double before = 1.01;
    for (double amplitude : new double[] {1e-3, 0.1, 0.15}) {
      double quality = AudioQuality.of(withNoise(amplitude), RATE).quality();
      assertThat(quality).as("noise of %f", amplitude).isLessThan(before);
      before = quality;
    }
    assertThat(AudioQuality.of(Sounds.noise(0.3, 3, RATE, 1), RATE).quality()).isLessThan(0.1);
  }

  @Test
  void theSignalToNoiseRatioIsThatOfTheSound() {
    // Speech of half a second's power against noise in the pauses.
    float[] sound = Sounds.joined(Sounds.tone(300, 0.5, 1, RATE), Sounds.noise(1e-9, 1, RATE, 1));
    float[] noise = Sounds.noise(0.05, 2, RATE, 3);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += noise[i];
    }
    double expected = 10 * Math.log10(0.5 * 0.5 / 2 / (0.05 * 0.05 / 3));
    assertThat(AudioQuality.of(sound, RATE).snr()).isCloseTo(expected, within(1.5));
  }

  @Test
  void noiseCountsFromTenDecibelsDown() {
    assertThat(new AudioQuality(10, 0, 3, 3, 1, 1).quality()).isEqualTo(1);
    assertThat(new AudioQuality(6, 0, 3, 3, 1, 1).quality()).isEqualTo(0.5);
    assertThat(new AudioQuality(2, 0, 3, 3, 1, 1).quality()).isEqualTo(0.05);
  }

  @Test
  void clippingLowersTheQuality() {
    float[] sound = withNoise(1e-3);
    for (int i = 0; i < sound.length; i++) {
      sound[i] = Math.max(-1, Math.min(1, 10 * sound[i]));
    }
    AudioQuality quality = AudioQuality.of(sound, RATE);
    assertThat(quality.clipped()).isGreaterThan(0.05);
    assertThat(quality.quality()).isLessThan(0.5);
  }

  @Test
  void aTelephoneCarriesEnoughAndLessThanThatLowersTheQuality() {
    AudioQuality wide = AudioQuality.of(withNoise(0.003), RATE);
    assertThat(wide.bandwidth()).isEqualTo(1);
    AudioQuality telephone = AudioQuality.of(narrow(8000), RATE);
    assertThat(telephone.bandwidth()).isBetween(0.45, 0.56);
    assertThat(telephone.quality()).isGreaterThan(0.9 * wide.quality());
    AudioQuality less = AudioQuality.of(narrow(6000), RATE);
    assertThat(less.bandwidth()).isBetween(0.33, 0.42);
    assertThat(less.quality() / wide.quality()).isBetween(0.4, 0.85);
  }

  private static float[] narrow(int rate) {
    float[] fewer = new Resampler(RATE, rate).resample(withNoise(0.003));
    return new Resampler(rate, RATE).resample(fewer);
  }

  @Test
  void nothingIsOfTheLeastQuality() {
    assertThat(AudioQuality.of(new float[0], RATE).quality()).isEqualTo(0.05);
    assertThat(AudioQuality.of(new float[RATE], RATE).quality()).isEqualTo(0.05);
  }
}
