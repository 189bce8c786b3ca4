package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Sample;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sample of which a part is missing or cannot be used. */
class PartialEvidenceTest {
  private static EmotionRecognizer recognizer() {
    return EmotionRecognizer.builder().model(Models.plain()).backend("reference").build();
  }

  @Test
  void aPartThatCannotBeUsedIsReportedAndTheRestCounts() {
    try (EmotionRecognizer recognizer = recognizer()) {
      Recognition result = recognizer.recognize(Models.both(0.3, Double.NaN));
      Recognition voice = recognizer.recognize(Models.voice(0.3));
      assertThat(result.failed())
          .containsOnlyKeys(Models.BODY)
          .containsValue("a number is NaN; expected finite numbers");
      assertThat(result.logits()).isEqualTo(voice.logits());
      assertThat(result.used()).containsExactly(Models.VOICE);
      assertThat(result.missing()).isEmpty();
      assertThat(voice.missing()).containsExactly(Models.BODY);
    }
  }

  @Test
  void aSampleOfWhichNothingCanBeUsedFailsAloneAndIsEmptyAmongOthers() {
    try (EmotionRecognizer recognizer = recognizer()) {
      Sample broken = Models.both(Double.NaN, Double.NaN);
      assertThatThrownBy(() -> recognizer.recognize(broken))
          .isInstanceOf(EmotionException.class)
          .hasMessageContaining("voice=a number is NaN")
          .hasMessageContaining("body=a number is NaN");
      List<Recognition> results =
          recognizer.recognizeAll(List.of(Models.voice(1), broken, Models.body(2)));
      assertThat(results.get(1).isEmpty()).isTrue();
      assertThat(results.get(1).abstained()).isTrue();
      assertThat(results.get(1).decision()).isEmpty();
      assertThat(results.get(1).affect()).isEmpty();
      assertThat(results.get(1).failed()).containsOnlyKeys(Models.VOICE, Models.BODY);
      assertThatThrownBy(results.get(1)::top)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("NaN");
      assertThat(results.get(0).logits()).isEqualTo(recognizer.recognize(Models.voice(1)).logits());
      assertThat(results.get(2).logits()).isEqualTo(recognizer.recognize(Models.body(2)).logits());
    }
  }

  @Test
  void eachModalityAloneIsWhatItGivesAlone() {
    try (EmotionRecognizer recognizer = recognizer()) {
      Recognition both = recognizer.recognize(Models.both(0.3, -0.7));
      assertThat(both.alone()).containsOnlyKeys(Models.VOICE, Models.BODY);
      assertThat(both.alone().get(Models.VOICE))
          .isEqualTo(recognizer.recognize(Models.voice(0.3)).distribution());
      assertThat(both.alone().get(Models.BODY))
          .isEqualTo(recognizer.recognize(Models.body(-0.7)).distribution());
      assertThat(both.shares().values().stream().mapToDouble(s -> s).sum())
          .isCloseTo(1, within(1e-12));
      assertThat(both.qualities()).containsEntry(Models.VOICE, 1.0);
      Recognition one = recognizer.recognize(Models.voice(0.3));
      assertThat(one.alone()).containsOnlyKeys(Models.VOICE);
      assertThat(one.alone().get(Models.VOICE)).isEqualTo(one.distribution());
    }
  }

  @Test
  void thresholdsChosenOnSomeModalitiesApplyToThoseOnly() {
    EmotionModel model =
        Models.plain()
            .with(
                new Calibration(
                    Calibration.Activation.SOFTMAX,
                    TemperatureScaling.NONE,
                    Optional.of(Thresholds.of(0.01, 0.01, 0.01)),
                    Set.of(Models.VOICE)));
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model).backend("reference").build()) {
      assertThat(recognizer.recognize(Models.voice(0.3)).labels()).hasSizeGreaterThan(1);
      assertThat(recognizer.recognize(Models.both(0.3, 0.3)).labels()).hasSize(1);
      assertThat(recognizer.thresholds(Set.of(Models.BODY))).isEmpty();
    }
  }

  @Test
  void anySubsetRunsInOneCall() {
    try (EmotionRecognizer recognizer = recognizer()) {
      List<Sample> samples = List.of(Models.both(0.3, 1), Models.voice(0.3), Models.body(1, 2, 3));
      List<Recognition> together = recognizer.recognizeAll(samples);
      for (int i = 0; i < samples.size(); i++) {
        assertThat(together.get(i).logits())
            .isEqualTo(recognizer.recognize(samples.get(i)).logits());
      }
    }
  }

  @Test
  void aSignalThatCannotBeUsedHasNoFeatures() {
    try (EmotionRecognizer recognizer = recognizer()) {
      assertThatThrownBy(
              () ->
                  recognizer.embed(
                      List.of(
                          Models.voice(1).signal(Models.VOICE).orElseThrow(),
                          Models.voice(Double.NaN).signal(Models.VOICE).orElseThrow())))
          .isInstanceOf(EmotionException.class)
          .hasMessageContaining("signal 1 cannot be used: a number is NaN");
    }
  }
}
