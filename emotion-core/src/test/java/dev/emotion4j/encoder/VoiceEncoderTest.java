package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VoiceEncoderTest {
  private static final VoiceEncoder ENCODER =
      VoiceEncoder.untrained(VoiceConfig.DEFAULT.seconds(2), 1);

  private static float[] voice(double seconds, int rate) {
    float[] samples = new float[(int) (seconds * rate)];
    SplittableRandom random = new SplittableRandom(1); // no room is silent
    for (int i = 0; i < samples.length; i++) {
      double t = (double) i / rate;
      samples[i] =
          (float)
              (0.3
                      * Math.max(0, Math.sin(2 * Math.PI * 2.5 * t))
                      * (Math.sin(2 * Math.PI * 150 * t) + 0.5 * Math.sin(2 * Math.PI * 1500 * t))
                  + 1e-3 * random.nextDouble(-1, 1));
    }
    return samples;
  }

  private static Prepared prepare(AudioClip clip) {
    return ENCODER.prepare(List.of(clip)).get(0);
  }

  @Test
  void aVoiceIsPreparedTheSameAtEveryRate() {
    float[] wanted = mel(prepare(AudioClip.of(voice(1, 16_000), 16_000)));
    for (int rate : new int[] {8_000, 22_050, 44_100, 48_000, 192_000}) {
      Prepared row = prepare(AudioClip.of(voice(1, rate), rate));
      assertThat(row.problem()).isEmpty();
      float[] found = mel(row);
      assertThat(found).hasSameSizeAs(wanted);
      // The band of the second harmonic, in a syllable: tones stay at their level.
      for (int frame = 20; frame < 80; frame += 10) {
        int at = frame * 64 + 26;
        if (wanted[at] > -5) {
          assertThat(found[at]).isBetween(wanted[at] - 0.2f, wanted[at] + 0.2f);
        }
      }
    }
  }

  @Test
  void aRateThatNoDeviceHasIsAProblemOfTheClip() {
    Prepared row = prepare(AudioClip.of(new float[64], 8));
    assertThat(row.problem().orElseThrow())
        .startsWith("the clip states 8 samples per second, too far from 16000");
  }

  private static float[] mel(Prepared row) {
    Tensor tensor = row.tensors().get(VoiceNetwork.MEL);
    assertThat(tensor).isNotNull();
    return tensor.floats();
  }

  @Test
  void badSoundIsAProblemAndNoException() {
    assertProblem(AudioClip.of(new float[0], 16_000), "lasts 0.000 s");
    assertProblem(
        AudioClip.of(voice(0.05, 16_000), 16_000), "lasts 0.050 s; expected at least 0.1");
    assertProblem(AudioClip.of(new float[16_000], 16_000), "the clip is silent");
    float[] none = new float[16_000];
    Arrays.fill(none, Float.NaN);
    assertProblem(AudioClip.of(none, 16_000), "100 % of the samples are NaN or infinite");
    assertProblem(AudioClip.of(Path.of("no such file.wav")), "'no such file.wav' does not exist");
    assertProblem(AudioClip.of(Path.of(".")), "'.' is a folder; expected a recording");
    assertProblem(AudioClip.of(new byte[0]), "the file is empty");
    assertProblem(
        AudioClip.of("RIFF0000WAVEfmt ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
        "the file ends before");
  }

  private static void assertProblem(AudioClip clip, String part) {
    Prepared row = prepare(clip);
    assertThat(row.problem().orElse("")).contains(part);
    assertThat(row.tensors()).isEmpty();
  }

  @Test
  void damagedSoundIsUsedAndCountsLess() {
    double clean = prepare(AudioClip.of(voice(2, 16_000), 16_000)).quality();
    float[] loud = voice(2, 16_000);
    float[] gaps = voice(2, 16_000);
    for (int i = 0; i < loud.length; i++) {
      loud[i] *= 30;
      gaps[i] = i % 5 == 0 ? Float.NaN : gaps[i];
    }
    Prepared clipped = prepare(AudioClip.of(loud, 16_000));
    assertThat(clipped.quality()).isLessThan(clean);
    assertThat(clipped.notes())
        .anySatisfy(note -> assertThat(note).contains("of the samples are clipped"));
    Prepared gappy = prepare(AudioClip.of(gaps, 16_000));
    assertThat(gappy.quality()).isLessThan(clean);
    assertThat(gappy.notes())
        .contains("6400 of 32000 samples are NaN or infinite; they were taken as silence");
  }

  @Test
  void onlyTheBeginningOfALongClipIsUsed() {
    Prepared row = prepare(AudioClip.of(voice(5, 16_000), 16_000));
    assertThat(row.notes()).contains("only the first 2.0 s were used");
    assertThat(row.length()).isEqualTo(201);
  }

  @Test
  void statisticsAreWeightsThatAreNotTrained() {
    VoiceEncoder fitted =
        ENCODER.fitted(ENCODER.prepare(List.of(AudioClip.of(voice(1, 16_000), 16_000))));
    assertThat(fitted.weights().paths()).hasSize(4);
    assertThat(fitted.opensWithWeights()).isFalse();
    Graph graph = Graph.record(fitted.network());
    assertThat(graph.parameters().stream().filter(p -> !VoiceEncoder.trainable(p)).count())
        .isEqualTo(4);
    assertThatThrownBy(() -> ENCODER.fitted(List.of(Prepared.failed("silent"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("none of 1 clips can be used; expected at least one");
  }

  @Test
  void settingsOpenTheSameEncoder() {
    VoiceEncoderProvider provider = new VoiceEncoderProvider();
    assertThat(provider.open(ENCODER.settings(), Path.of("")).settings())
        .isEqualTo(ENCODER.settings());
    assertThatThrownBy(() -> provider.open(Map.of("channels", "3"), Path.of("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settings [channels] of a voice encoder; expected");
  }

  @Test
  void anAugmentedRowDiffersByItsSeedOnly() {
    Prepared row = prepare(AudioClip.of(voice(1, 16_000), 16_000));
    VoiceAugmentation augmentation = VoiceAugmentation.DEFAULT;
    assertThat(mel(augmentation.apply(row, 1))).isEqualTo(mel(augmentation.apply(row, 1)));
    assertThat(mel(augmentation.apply(row, 1))).isNotEqualTo(mel(augmentation.apply(row, 2)));
    assertThat(mel(new VoiceAugmentation(0, 0, 0, 0, 0).apply(row, 1))).isEqualTo(mel(row));
    assertThat(augmentation.apply(row, 1).length()).isEqualTo(row.length());
  }

  @Test
  void otherSignalsAreRefused() {
    assertThatThrownBy(() -> ENCODER.prepare(List.of(Text.of("hello"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected AudioClip");
  }
}
