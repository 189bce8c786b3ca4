package dev.emotion4j.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      examples.add(Example.of(Models.both(i, -i), i == 0 ? "fear" : i < 3 ? "sadness" : "joy"));
    }
    return examples;
  }

  private static Map<String, Tensor> batch(TrainingOptions options, long seed) {
    EmotionModel model = Models.plain();
    PreparedData data =
        PreparedData.of(model, examples(), CrossEntropy.soft(model.labels().size()), options);
    return data.batch(IntStream.range(0, 9).toArray(), seed);
  }

  private static Tensor get(Map<String, Tensor> tensors, String name) {
    return java.util.Objects.requireNonNull(tensors.get(name));
  }

  @Test
  void withoutOptionsEverythingIsPresentAndMeantEqually() {
    Map<String, Tensor> batch = batch(TrainingOptions.NONE, 1);
    assertThat(get(batch, "present").booleans()).doesNotContain(false);
    float total = 0;
    for (float target : get(batch, PreparedData.TARGETS).floats()) {
      total += target;
    }
    assertThat(total).isEqualTo(9);
  }

  @Test
  void balancedClassesHaveTheSameSay() {
    float[] targets =
        get(batch(TrainingOptions.NONE.classBalanced(true), 1), PreparedData.TARGETS).floats();
    double[] mass = new double[3];
    for (int i = 0; i < targets.length; i++) {
      mass[i % 3] += targets[i];
    }
    assertThat(mass[0]).isCloseTo(3, within(1e-5));
    assertThat(mass[1]).isCloseTo(3, within(1e-5));
    assertThat(mass[2]).isCloseTo(3, within(1e-5));
  }

  @Test
  void hiddenModalitiesLeaveOneAndDependOnTheSeedOnly() {
    TrainingOptions often = TrainingOptions.NONE.modalityDropout(0.7);
    boolean[] present = get(batch(often, 5), "present").booleans();
    int hidden = 0;
    for (int row = 0; row < 9; row++) {
      assertThat(present[2 * row] || present[2 * row + 1]).isTrue();
      hidden += present[2 * row] && present[2 * row + 1] ? 0 : 1;
    }
    assertThat(hidden).isPositive();
    assertThat(get(batch(often, 5), "present").booleans()).isEqualTo(present);
    assertThat(get(batch(often, 6), "present").booleans()).isNotEqualTo(present);
  }

  @Test
  void augmentedRowsChangeWithTheSeedAndOnlyTheirModality() {
    TrainingOptions shifted =
        TrainingOptions.NONE.augment(
            Models.VOICE,
            (row, seed) -> {
              float[] x = row.tensors().values().iterator().next().floats();
              x[0] += seed % 100;
              return new Prepared(Map.of("x", Tensor.of(x, x.length)), x.length, row.notes());
            });
    Map<String, Tensor> plain = batch(TrainingOptions.NONE, 1);
    Map<String, Tensor> one = batch(shifted, 1);
    assertThat(get(one, "voice_x")).isNotEqualTo(get(plain, "voice_x"));
    assertThat(get(one, "body_x")).isEqualTo(get(plain, "body_x"));
    assertThat(get(batch(shifted, 1), "voice_x")).isEqualTo(get(one, "voice_x"));
    assertThat(get(batch(shifted, 2), "voice_x")).isNotEqualTo(get(one, "voice_x"));
  }

  @Test
  void softLabelsAreLearnedAsTheyAre() {
    EmotionModel model = Models.plain();
    PreparedData data =
        PreparedData.of(
            model,
            List.of(Example.soft(Models.voice(1), Map.of("joy", 3.0, "fear", 1.0))),
            CrossEntropy.soft(3));
    assertThat(get(data.batch(new int[] {0}, 1), PreparedData.TARGETS).floats())
        .containsExactly(0.75f, 0, 0.25f);
    assertThat(data.labelSets()[0]).containsExactly(true, false, false);
  }

  @Test
  void wrongValuesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingOptions.NONE.modalityDropout(1))
        .withMessageContaining("modality dropout 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Example.soft(Models.voice(1), Map.of("joy", -1.0)))
        .withMessageContaining("'joy' has the share -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Example.soft(Models.voice(1), Map.of("joy", 0.0)))
        .withMessageContaining("are all 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Example.soft(Models.voice(1), Map.of()))
        .withMessageContaining("empty distribution");
    EmotionModel model = Models.plain();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PreparedData.of(
                    model,
                    List.of(Example.of(Models.voice(Double.NaN), "joy")),
                    CrossEntropy.soft(3)))
        .withMessageContaining("voice: a number is NaN");
  }
}
