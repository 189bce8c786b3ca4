package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.signal.LabelSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelledEvaluationTest {
  private static final LabelSet LABELS = LabelSet.of("joy", "sadness", "fear");
  private static final Optional<Thresholds> NO_THRESHOLDS = Optional.empty();

  private static LabelledEvaluation evaluation(Map<String, String> map) {
    return new LabelledEvaluation(LABELS, map, false, false);
  }

  private static Map<String, Double> distribution(double joy, double sadness, double fear) {
    Map<String, Double> distribution = new LinkedHashMap<>();
    distribution.put("joy", joy);
    distribution.put("sadness", sadness);
    distribution.put("fear", fear);
    return distribution;
  }

  private static void addLabel(LabelledEvaluation to, String label, double... p) {
    to.add(Set.of(label), false, distribution(p[0], p[1], p[2]), NO_THRESHOLDS);
  }

  @Test
  void theTopLabelIsComparedThroughMapAndAliases() {
    LabelledEvaluation evaluation = evaluation(Map.of("grief", "sadness"));
    addLabel(evaluation, "happiness", 0.6, 0.3, 0.1);
    addLabel(evaluation, "grief", 0.1, 0.8, 0.1);
    addLabel(evaluation, "fear", 0.5, 0.1, 0.4);
    ClassificationReport report = evaluation.report();
    assertThat(report.accuracy()).isEqualTo(2 / 3.0);
    assertThat(report.label("sadness").f1()).isEqualTo(1);
    assertThat(evaluation.notes())
        .containsExactly("labels read as: {grief=sadness, happiness=joy}");
  }

  @Test
  void theMapWinsOverAliases() {
    LabelledEvaluation evaluation = evaluation(Map.of("happiness", "fear"));
    addLabel(evaluation, "happiness", 0.1, 0.1, 0.8);
    assertThat(evaluation.report().accuracy()).isEqualTo(1);
  }

  @Test
  void aMapToALabelThatTheModelLacksIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluation(Map.of("bliss", "ecstasy")))
        .withMessageContaining("'bliss' to 'ecstasy'")
        .withMessageContaining("[joy, sadness, fear]");
  }

  @Test
  void unknownLabelsAreNamedWithTheirCounts() {
    LabelledEvaluation evaluation = evaluation(Map.of());
    addLabel(evaluation, "joy", 0.6, 0.3, 0.1);
    addLabel(evaluation, "love", 0.6, 0.3, 0.1);
    addLabel(evaluation, "love", 0.6, 0.3, 0.1);
    addLabel(evaluation, "awe", 0.6, 0.3, 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(evaluation::report)
        .withMessageContaining("{awe=1, love=2}")
        .withMessageContaining("--skip-unknown");
  }

  @Test
  void unknownLabelsAreSkippedIfAskedForAndSaidSo() {
    LabelledEvaluation evaluation = new LabelledEvaluation(LABELS, Map.of(), false, true);
    addLabel(evaluation, "joy", 0.6, 0.3, 0.1);
    addLabel(evaluation, "love", 0.1, 0.8, 0.1);
    ClassificationReport report = evaluation.report();
    assertThat(report.n()).isEqualTo(1);
    assertThat(report.accuracy()).isEqualTo(1);
    assertThat(evaluation.notes())
        .containsExactly(
            "labels the model lacks, skipped, with how often: {love=1}",
            "rows without a label that the model has, left out: 1");
  }

  @Test
  void restrictionLeavesLabelsThatTheSetNeverHasOutOfTheChoice() {
    LabelledEvaluation all = evaluation(Map.of());
    LabelledEvaluation some = new LabelledEvaluation(LABELS, Map.of(), true, false);
    for (LabelledEvaluation evaluation : new LabelledEvaluation[] {all, some}) {
      addLabel(evaluation, "joy", 0.4, 0.1, 0.5);
      addLabel(evaluation, "sadness", 0.1, 0.8, 0.1);
    }
    assertThat(all.report().accuracy()).isEqualTo(0.5);
    assertThat(some.report().accuracy()).isEqualTo(1);
    assertThat(some.report().labels().names()).containsExactly("joy", "sadness");
  }

  @Test
  void labelListsAreComparedWithTheThresholdedSet() {
    LabelledEvaluation evaluation = evaluation(Map.of());
    Optional<Thresholds> thresholds = Optional.of(Thresholds.of(0.4, 0.4, 0.4));
    evaluation.add(Set.of("joy", "fear"), true, distribution(0.5, 0.1, 0.4), thresholds);
    evaluation.add(Set.of("sadness"), true, distribution(0.35, 0.35, 0.3), thresholds);
    ClassificationReport report = evaluation.report();
    assertThat(report.isMultiLabel()).isTrue();
    assertThat(report.label("joy").f1()).isEqualTo(1);
    assertThat(report.label("sadness").recall()).isEqualTo(0); // none reached: an empty set
    assertThat(report.accuracy()).isEqualTo(0.5);
  }

  @Test
  void labelListsWithoutThresholdsAreComparedWithTheTopLabel() {
    LabelledEvaluation evaluation = evaluation(Map.of());
    evaluation.add(Set.of("joy"), true, distribution(0.5, 0.1, 0.4), NO_THRESHOLDS);
    assertThat(evaluation.report().accuracy()).isEqualTo(1);
  }

  @Test
  void labelsAndLabelListsInOneSetAreAnError() {
    LabelledEvaluation evaluation = evaluation(Map.of());
    addLabel(evaluation, "joy", 0.6, 0.3, 0.1);
    evaluation.add(Set.of("joy"), true, distribution(0.5, 0.1, 0.4), NO_THRESHOLDS);
    assertThatIllegalArgumentException()
        .isThrownBy(evaluation::report)
        .withMessageContaining("some rows have 'label' and some 'labels'");
  }

  @Test
  void nothingLeftIsAnError() {
    LabelledEvaluation evaluation = new LabelledEvaluation(LABELS, Map.of(), false, true);
    addLabel(evaluation, "love", 0.1, 0.8, 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(evaluation::report)
        .withMessageContaining("no labelled row is left");
  }
}
