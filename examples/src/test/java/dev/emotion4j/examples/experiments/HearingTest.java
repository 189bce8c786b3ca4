package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.examples.experiments.EmoDbData.Utterance;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** Power of one frequency: how much of a tone of this frequency is in the middle of a clip. */
  private static double tone(float[] samples, int rate, double frequency) {
    double real = 0;
    double imaginary = 0;
    int from = samples.length / 4;
    int count = samples.length / 2;
    for (int i = from; i < from + count; i++) {
      real += samples[i] * Math.cos(2 * Math.PI * frequency * i / rate) / count;
      imaginary += samples[i] * Math.sin(2 * Math.PI * frequency * i / rate) / count;
    }
    return real * real + imaginary * imaginary;
  }

  private static Utterance tones(double... frequencies) {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      for (double frequency : frequencies) {
        samples[i] += (float) (0.2 * Math.sin(2 * Math.PI * frequency * i / EmoDbData.RATE));
      }
    }
    return new Utterance("s", "joy", samples, EmoDbData.RATE);
  }

  @Test
  void aWholeTelephoneCutsBelowAndAboveAndHasFewLevels() throws IOException {
    Utterance phone = Hearing.PHONE.of(tones(100, 1000, 3800), 1);
    assertThat(phone.rate()).isEqualTo(8000);
    double kept = tone(phone.samples(), 8000, 1000);
    assertThat(kept).isCloseTo(0.01, within(0.001)); // a tone of 0.2 has a power of 0.01 so
    assertThat(tone(phone.samples(), 8000, 100)).isLessThan(kept / 1000);
    assertThat(tone(phone.samples(), 8000, 3800)).isLessThan(kept / 10);
    Set<Float> levels = new HashSet<>();
    for (float sample : phone.samples()) {
      levels.add(sample);
    }
    assertThat(levels).hasSizeBetween(10, 255);
  }

  @Test
  void anEchoIsAsLoudAsTheVoiceAndFollowsIt() throws IOException {
    float[] click = new float[16_000];
    click[4000] = 0.5f;
    Utterance clip = new Utterance("s", "joy", click, EmoDbData.RATE);
    float[] heard = Hearing.ROOM.of(clip, 4).samples();
    double echo = 0;
    double late = 0;
    for (int i = 0; i < heard.length; i++) {
      if (i <= 4000) {
        assertThat(heard[i]).isCloseTo(click[i], within(1e-3f));
      } else if (i < 12_000) {
        echo += heard[i] * heard[i];
        late += i >= 8000 ? heard[i] * heard[i] : 0;
      } else {
        assertThat(heard[i]).isCloseTo(0, within(1e-3f)); // half a second is over
      }
    }
    assertThat(echo).isCloseTo(0.25, within(0.01));
    assertThat(late / echo).isCloseTo(1e-3, within(7e-4)); // 30 dB less after half of it
    assertThat(Hearing.ROOM.of(clip, 4).samples()).containsExactly(heard);
    assertThat(Hearing.ROOM.of(clip, 5).samples()).isNotEqualTo(heard);
  }

  @Test
  void everyWayIsReadByItsName() throws IOException {
    assertThat(Hearing.parse("whole,noise_20"))
        .containsExactlyInAnyOrder(Hearing.WHOLE, Hearing.NOISE_20);
    assertThatThrownBy(() -> Hearing.parse("whole,far")).hasMessageContaining("FAR");
    assertThat(Hearing.all(List.of(clip()))).containsOnlyKeys(Hearing.values());
  }
}
