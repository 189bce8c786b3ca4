package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.OnnxFile;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.Numbers;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmotionRecognizerTest {
  private static RecognizerBuilder builder(EmotionModel model) {
    return EmotionRecognizer.builder().model(model).backend("reference");
  }

  private static EmotionRecognizer recognizer(EmotionModel model) {
    return builder(model).build();
  }

  private static EmotionModel thresholds(double... values) {
    return Models.plain()
        .with(
            new Calibration(
                Calibration.Activation.SOFTMAX,
                TemperatureScaling.NONE,
                Optional.of(Thresholds.of(values))));
  }

  @Test
  void aDistributionAddsUpToOneAndSharesToo() {
    try (EmotionRecognizer recognizer = recognizer(Models.plain())) {
      Recognition result = recognizer.recognize(Models.both(0.4, -1));
      assertThat(result.distribution().keySet()).containsExactly("joy", "sadness", "fear");
      assertThat(sum(result.distribution().values())).isCloseTo(1, within(1e-12));
      assertThat(result.shares().keySet()).containsExactly(Models.VOICE, Models.BODY);
      assertThat(sum(result.shares().values())).isCloseTo(1, within(1e-12));
      assertThat(result.labels()).containsExactly(result.top());
      assertThat(result.missing()).isEmpty();
      assertThat(result.abstained()).isFalse();
      assertThat(result.decision()).contains(result.top());
      assertThat(result.provenance()).isEqualTo(new Provenance("numbers", "reference", "cpu"));
    }
  }

  private static double sum(Iterable<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  @Test
  void aMissingModalityIsSaidAndHasNoShare() {
    try (EmotionRecognizer recognizer = recognizer(Models.plain())) {
      Recognition result = recognizer.recognize(Models.body(0.2, 0.9));
      assertThat(result.missing()).containsExactly(Models.VOICE);
      assertThat(result.used()).containsExactly(Models.BODY);
      assertThat(result.shares()).containsExactly(Map.entry(Models.BODY, 1.0));
    }
  }

  @Test
  void anUnknownModalityBesideAKnownOneIsIgnoredAndNoted() {
    Sample mixed = Sample.of(Numbers.of(Models.BODY, 0.2, 0.9), Text.of("canary"));
    try (EmotionRecognizer recognizer = recognizer(Models.plain())) {
      Recognition result = recognizer.recognize(mixed);
      assertThat(result.notes()).containsExactly("ignored text: only [voice, body] are taken");
      assertThat(result.distribution())
          .isEqualTo(recognizer.recognize(Models.body(0.2, 0.9)).distribution());
      assertThat(result.toString()).doesNotContain("canary");
    }
  }

  @Test
  void aSampleOfUnknownModalitiesOnlyIsAnErrorWithoutContent() {
    try (EmotionRecognizer recognizer = recognizer(Models.plain())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> recognizer.recognizeAll(List.of(Models.voice(1), Sample.of(Text.of("canary")))))
          .withMessageContaining("sample 2 of 2 has [text]")
          .withMessageContaining("takes [voice, body]")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    }
  }

  @Test
  void recognizeAllKeepsTheOrderOfMixedLengthsAndModalities() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double[] values = new double[1 + i * 7 % 13];
      java.util.Arrays.setAll(values, k -> Math.sin(k + 1));
      values[0] = i / 20.0;
      samples.add(i % 3 == 0 ? Models.body(values) : Models.voice(values));
    }
    try (EmotionRecognizer recognizer =
        builder(Models.plain()).batches(new LengthBatches(20, 4, false)).build()) {
      List<Recognition> all = recognizer.recognizeAll(samples);
      assertThat(all).hasSize(40);
      for (int i = 0; i < 40; i++) {
        assertThat(all.get(i).logits()).isEqualTo(recognizer.recognize(samples.get(i)).logits());
      }
      assertThat(recognizer.recognizeAll(List.of())).isEmpty();
    }
  }

  @Test
  void labelsAreThoseThatReachTheirThresholdsMostProbableFirst() {
    try (EmotionRecognizer all = recognizer(thresholds(0, 0, 0));
        EmotionRecognizer none = recognizer(thresholds(1, 1, 1))) {
      Recognition every = all.recognize(Models.both(0.4, -1));
      List<Double> order = every.labels().stream().map(every.distribution()::get).toList();
      assertThat(order).hasSize(3).isSortedAccordingTo(java.util.Comparator.reverseOrder());
      Recognition empty = none.recognize(Models.both(0.4, -1));
      assertThat(empty.labels()).isEmpty(); // stated: no label reached its threshold
      assertThat(empty.abstained()).isFalse();
      assertThat(empty.top()).isEqualTo(every.top());
    }
  }

  @Test
  void itAbstainsBelowTheLimitButStillShowsTheDistribution() {
    try (EmotionRecognizer recognizer = builder(Models.plain()).abstainBelow(1).build()) {
      Recognition result = recognizer.recognize(Models.both(0.4, -1));
      assertThat(result.abstained()).isTrue();
      assertThat(result.labels()).isEmpty();
      assertThat(result.decision()).isEmpty();
      assertThat(result.distribution()).containsKey(result.top());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmotionRecognizer.builder().abstainBelow(Double.NaN))
        .withMessageContaining("abstain below NaN");
  }

  @Test
  void oneLabelIsCertain() {
    EmotionModel model = Models.plain();
    EmotionModel one =
        new EmotionModel(
            "one",
            LabelSet.of("joy"),
            model.encoders(),
            model.fusion(),
            List.of(),
            Weights.initialized(1),
            0,
            Calibration.NONE,
            Map.of());
    try (EmotionRecognizer recognizer = recognizer(one)) {
      Recognition result = recognizer.recognize(Models.both(0.4, -1));
      assertThat(result.distribution()).containsExactly(Map.entry("joy", 1.0));
      // Nothing changes the certain answer: every modality has the same share.
      assertThat(result.shares().values()).containsExactly(0.5, 0.5);
    }
  }

  @Test
  void signalsOfOneModalityAreEmbedded() {
    try (EmotionRecognizer recognizer = recognizer(Models.plain())) {
      float[][] rows =
          recognizer.embed(List.of(Numbers.of(Models.VOICE, 1, 2), Numbers.of(Models.VOICE, 0.5)));
      assertThat(rows).hasDimensions(2, 3);
      assertThat(recognizer.embed(List.of())).isEmpty();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  recognizer.embed(
                      List.of(Numbers.of(Models.VOICE, 1), Numbers.of(Models.BODY, 1))))
          .withMessageContaining("one modality at a time");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> recognizer.embed(List.of(Text.of("canary"))))
          .withMessageContaining("no encoder for 'text'");
    }
  }

  @Test
  void mergedAdaptersComputeWhatUnmergedOnesDo() {
    EmotionModel model = Models.lora();
    Graph whole = model.networks().whole(Set.of(Models.VOICE, Models.BODY));
    Map<String, Tensor> inputs = new java.util.LinkedHashMap<>();
    for (String modality : List.of("voice", "body")) {
      inputs.put(
          modality + "_x", Tensor.of(new float[] {modality.equals("voice") ? 0.3f : -0.7f}, 1, 1));
      inputs.put(modality + "_mask", Tensor.of(new boolean[] {true}, 1, 1));
    }
    inputs.put("present", Tensor.of(new boolean[] {true, true}, 1, 2));
    inputs.put("quality", Tensor.of(new float[] {1, 1}, 1, 2));
    Tensor unmerged = Reference.run(whole, model.weights(), inputs).get("logits");
    Tensor bare =
        Reference.run(
                model.with(List.of()).networks().whole(Set.of(Models.VOICE, Models.BODY)),
                model.weights(),
                inputs)
            .get("logits");
    try (EmotionRecognizer recognizer = recognizer(model)) {
      Map<String, Double> logits = recognizer.recognize(Models.both(0.3, -0.7)).logits();
      int i = 0;
      double moved = 0;
      for (double logit : logits.values()) {
        assertThat(logit).isCloseTo(unmerged.getFloat(i), within(1e-5));
        moved = Math.max(moved, Math.abs(logit - bare.getFloat(i++)));
      }
      assertThat(moved).isGreaterThan(0.01);
    }
  }

  @Test
  void theExportHasTheInputsOfAllModalitiesAndTheLogits(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.onnx");
    try (EmotionRecognizer recognizer = recognizer(Models.lora())) {
      recognizer.exportOnnx(file);
    }
    OnnxFile onnx = OnnxFile.of(file);
    assertThat(onnx.inputs().keySet())
        .containsExactlyInAnyOrder(
            "voice_x", "voice_mask", "body_x", "body_mask", "present", "quality");
    assertThat(onnx.outputs().keySet()).containsExactly("logits");
    assertThat(onnx.initializers().keySet())
        .contains("voice.query.weight", "classifier.weight", "classifier.bias")
        .noneMatch(name -> name.contains("lora"));
  }

  @Test
  void savingAfterTuningLoadsAsTheSame(@TempDir Path folder) throws Exception {
    Path directory = folder.resolve("model");
    try (EmotionRecognizer recognizer = recognizer(Models.lora())) {
      recognizer.save(directory);
      try (EmotionRecognizer again =
          EmotionRecognizer.builder().load(directory).backend("reference").build()) {
        assertThat(again.recognize(Models.both(0.3, 1)).logits())
            .isEqualTo(recognizer.recognize(Models.both(0.3, 1)).logits());
      }
    }
  }

  @Test
  void aBuilderWithContradictionsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmotionRecognizer.builder().backend("reference").build())
        .withMessageContaining("no model: call builtIn()");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder(Models.plain()).encoder(NumbersEncoder.of(Models.VOICE, 3)).build())
        .withMessageContaining("both a ready model and encoders");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(Models.plain()).labels(LabelSet.EKMAN).build())
        .withMessageContaining("has its own labels [joy, sadness, fear]")
        .withMessageContaining("fineTune().labels(set)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(Models.plain()).model(Models.plain()))
        .withMessageContaining("a second model; the first is 'numbers'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EmotionRecognizer.builder()
                    .encoder(NumbersEncoder.of(Models.VOICE, 3))
                    .encoder(NumbersEncoder.of(Models.VOICE, 2))
                    .build())
        .withMessageContaining("two encoders for modality 'voice'");
    RecognizerBuilder once = builder(Models.plain());
    once.build().close();
    assertThatIllegalStateException()
        .isThrownBy(once::build)
        .withMessageContaining("has built already");
  }

  @Test
  void theBuiltInModelOfNoDependencyTellsWhatToAdd() {
    assertThatIllegalArgumentException()
        .isThrownBy(EmotionRecognizer::builtIn)
        .withMessageContaining("no model provider named 'builtin'; found: none")
        .withMessageContaining("Add dev.emotion4j:emotion-builtin");
  }

  @Test
  void anotherDeviceThanTheBackendHasIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> builder(Models.plain()).device("cuda:0").build())
        .withMessageContaining("cpu");
  }
}
