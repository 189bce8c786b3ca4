package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.AudioClip;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResamplerTest {
  private static final double TOLERANCE = 1e-3; // of a full scale of 1

  @Test
  void equalsSoxrWithinTheBand() {
    int compared = 0;
    for (Json one : Golden.json("audio/audio.json").get("rates").items()) {
      int rate = (int) one.get("rate").number();
      float[] input = Sounds.golden((int) one.get("count").number(), rate, 0);
      float[] out = new Resampler(rate, 16_000).resample(input);
      assertThat(out.length)
          .as("length from %d", rate)
          .isBetween((int) one.get("length").number() - 1, (int) one.get("length").number() + 1);
      int begin = (int) one.get("begin").number();
      double[] wanted = Golden.numbers(one.get("samples"));
      for (int i = 0; i < wanted.length; i++) {
        assertThat((double) out[begin + i])
            .as("sample %d from %d Hz", begin + i, rate)
            .isCloseTo(wanted[i], within(TOLERANCE));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(1600);
  }

  @Test
  void whatLiesBeyondTheNewBandIsGone() {
    for (int rate : new int[] {44_100, 48_000, 192_000}) {
      for (double hertz : new double[] {8_100, 9_000, 12_000, 20_000}) {
        float[] out = new Resampler(rate, 16_000).resample(Sounds.tone(hertz, 0.5, 0.2, rate));
        double loudest = 0;
        for (int i = 400; i < out.length - 400; i++) {
          loudest = Math.max(loudest, Math.abs(out[i]));
        }
        assertThat(loudest).as("%f Hz at %d", hertz, rate).isLessThan(0.5 * 1e-4);
      }
    }
  }

  @Test
  void theBandItselfStaysFlat() {
    for (int rate : new int[] {44_100, 48_000, 192_000}) {
      for (double hertz : new double[] {50, 1_000, 4_000, 6_500, 6_900}) {
        float[] out = new Resampler(rate, 16_000).resample(Sounds.tone(hertz, 0.5, 0.25, rate));
        for (int i = 500; i < out.length - 500; i++) {
          assertThat((double) out[i])
              .as("%f Hz at %d", hertz, rate)
              .isCloseTo(0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000), within(1e-3));
        }
      }
    }
  }

  @Test
  void aStreamGivesTheVerySamplesOfTheWhole() throws IOException {
    for (int rate : new int[] {8_000, 44_100, 192_000, 44_099}) {
      float[] input = Sounds.golden(rate / 3 + 7, rate, 0.2);
      Resampler resampler = new Resampler(rate, 16_000);
      float[] whole = resampler.resample(input);
      float[] streamed = new float[whole.length + 100];
      SplittableRandom random = new SplittableRandom(3);
      int count = 0;
      try (AudioStream stream = resampler.resample(AudioInput.open(AudioClip.of(input, rate)))) {
        assertThat(stream.sampleRate()).isEqualTo(16_000);
        for (int n = 0; n >= 0; count += Math.max(n, 0)) {
          n =
              stream.read(
                  streamed, count, Math.min(1 + random.nextInt(3000), streamed.length - count));
        }
      }
      assertThat(count).as("samples at %d Hz", rate).isEqualTo(whole.length);
      for (int i = 0; i < count; i++) {
        assertThat(streamed[i]).as("sample %d at %d Hz", i, rate).isEqualTo(whole[i]);
      }
    }
  }

  @Test
  void senselessRatesAreRefused() {
    assertThatThrownBy(() -> new Resampler(0, 16_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 0 to 16000 Hz");
  }
}
