package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.Recognition;
import dev.emotion4j.Tuned;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.tuning.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every strategy is trained, in full and by LoRA, and serves the same on both backends. Each
 * modality shows the label in one of its three numbers, half hidden by noise.
 */
class FusionTrainingTest {
  private static final LabelSet LABELS = LabelSet.of("calm", "tense", "elated");
  private static final List<Modality> MODALITIES =
      List.of(Modality.FACE, Modality.VOICE, Modality.BODY);

  private static List<FeatureVector> signals(int label, Random random) {
    List<FeatureVector> signals = new ArrayList<>();
    for (Modality modality : MODALITIES) {
      float[] values = new float[3];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((i == label ? 2 : 0) + 0.7 * random.nextGaussian());
      }
      signals.add(new FeatureVector(modality, values));
    }
    return signals;
  }

  private static List<Example> examples(int count, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<FeatureVector> signals = signals(i % 3, random);
      signals.remove(i % 5 == 0 ? i % 3 : 0); // rows differ in what they have
      examples.add(Example.of(Sample.of(signals), LABELS.name(i % 3)));
    }
    return examples;
  }

  private static EmotionRecognizer untuned(FusionStrategy strategy) {
    var builder = EmotionRecognizer.builder().labels(LABELS).fusion(strategy).backend("onnx");
    for (Modality modality : MODALITIES) {
      Random random = new Random(3);
      List<float[]> rows = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        rows.add(signals(i % 3, random).get(MODALITIES.indexOf(modality)).values());
      }
      builder.encoder(FeatureEncoder.fitted(modality, rows).hidden(8));
    }
    return builder.build();
  }

  @TestFactory
  Stream<DynamicTest> everyStrategyIsTrainedAndServedAlikeEverywhere() {
    Assumptions.assumeTrue(
        Providers.all(Backend.class, Backend::name).stream()
            .anyMatch(b -> b.training().isPresent()),
        "no backend trains here");
    return Stream.of(
            Fusion.concat(),
            Fusion.concat(8),
            Fusion.gated(8),
            Fusion.attention(8, 2),
            Fusion.crossAttention(8, 2, 1),
            Fusion.lowRank(8, 2),
            Fusion.late(LABELS, MODALITIES.size()))
        .flatMap(
            strategy ->
                Stream.of(true, false)
                    .map(
                        full ->
                            DynamicTest.dynamicTest(
                                strategy + (full ? " in full" : " by LoRA"),
                                () -> trained(strategy, full))));
  }

  private static void trained(FusionStrategy strategy, boolean full) {
    try (EmotionRecognizer base = untuned(strategy)) {
      FineTuning tuning = base.fineTune();
      FineTuning chosen =
          full ? tuning.full() : tuning.adapter(Adapters.lora(2, 4).on(Targets.ALL_LINEAR));
      try (Tuned tuned =
          chosen
              .learningRate(2e-2)
              .epochs(6)
              .modalityDropout(0.2)
              .fit(examples(90, 1), examples(30, 2))) {
        assertThat(tuned.after().accuracy()).isGreaterThan(0.75);
        served(tuned.model());
        missing(tuned.model());
      }
    }
  }

  private static void served(EmotionModel model) {
    List<Sample> samples = examples(5, 4).stream().map(Example::sample).toList();
    List<Recognition> onnx = recognized(model, "onnx", samples);
    List<Recognition> djl = recognized(model, "djl", samples);
    for (int i = 0; i < samples.size(); i++) {
      assertThat(values(djl.get(i))).containsExactly(values(onnx.get(i)), within(1e-5));
    }
  }

  // Face numbers that cannot be used are as good as none, to the last bit.
  private static void missing(EmotionModel model) {
    List<FeatureVector> signals = signals(1, new Random(5));
    Sample without = Sample.of(signals.subList(1, 3));
    signals.set(0, new FeatureVector(Modality.FACE, new float[] {Float.NaN, 1e30f, 0}));
    List<Recognition> both = recognized(model, "onnx", List.of(without, Sample.of(signals)));
    assertThat(both.get(1).failed()).containsOnlyKeys(Modality.FACE);
    assertThat(both.get(1).distribution()).isEqualTo(both.get(0).distribution());
  }

  private static List<Recognition> recognized(
      EmotionModel model, String backend, List<Sample> samples) {
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model.share()).backend(backend).build()) {
      return recognizer.recognizeAll(samples);
    }
  }

  private static double[] values(Recognition recognition) {
    return recognition.distribution().values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
