package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.examples.experiments.EmoDbData.Utterance;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HearingTest {
  private static Utterance clip() {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(i * 0.05));
    }
    return new Utterance("s", "joy", samples, EmoDbData.RATE);
  }

  @Test
  void noiseIsAsFarBelowTheVoiceAsItSaysAndTheSameEachTime() throws IOException {
    Utterance clip = clip();
    Utterance noisy = Hearing.NOISE_10.of(clip, 7);
    double voice = 0;
    double noise = 0;
    for (int i = 0; i < clip.samples().length; i++) {
      voice += Math.pow(clip.samples()[i], 2);
      noise += Math.pow(noisy.samples()[i] - clip.samples()[i], 2);
    }
    assertThat(10 * Math.log10(voice / noise)).isCloseTo(10, within(0.3));
    assertThat(Hearing.NOISE_10.of(clip, 7).samples()).containsExactly(noisy.samples());
    assertThat(Hearing.NOISE_10.of(clip, 8).samples()).isNotEqualTo(noisy.samples());
    assertThat(noisy.label()).isEqualTo("joy");
  }

  @Test
  void aTelephoneHasHalfTheSamples() throws IOException {
    Utterance narrow = Hearing.RATE_8K.of(clip(), 1);
    assertThat(narrow.rate()).isEqualTo(8000);
    assertThat(narrow.samples()).hasSize(8000);
    assertThat(Hearing.WHOLE.of(clip(), 1).samples()).containsExactly(clip().samples());
  }

  @Test
  void everyWayIsReadByItsName() throws IOException {
    assertThat(Hearing.parse("whole,noise_20"))
        .containsExactlyInAnyOrder(Hearing.WHOLE, Hearing.NOISE_20);
    assertThatThrownBy(() -> Hearing.parse("whole,far")).hasMessageContaining("FAR");
    assertThat(Hearing.all(List.of(clip()))).containsOnlyKeys(Hearing.values());
  }
}
