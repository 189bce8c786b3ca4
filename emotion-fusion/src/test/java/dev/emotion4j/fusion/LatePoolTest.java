package dev.emotion4j.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LatePool;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.peft.Lora;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatePoolTest {
  private static final LabelSet POOL = LabelSet.of("joy", "anger", "neutral", "sadness");
  private static final LabelSet FACES = LabelSet.of("anger", "contempt", "happiness");
  private static final LabelSet VOICES = LabelSet.of("sadness", "neutral", "joy", "anger");

  // No column follows another, so the vectors below are as clean as any.
  private static final List<float[]> ROWS =
      List.of(
          new float[] {-1, -1, 1},
          new float[] {1, 1, 1},
          new float[] {1, -1, -1},
          new float[] {-1, 1, -1});

  private static EmotionModel branch(
      Modality modality, LabelSet labels, double temperature, List<Adapter> adapters) {
    FeatureEncoder encoder = FeatureEncoder.fitted(modality, ROWS).hidden(6);
    EmotionModel bare =
        new EmotionModel(
            "branch " + modality,
            labels,
            List.of(encoder),
            Fusion.concat(),
            adapters,
            Weights.of(Map.of()),
            0.1,
            new Calibration(
                Calibration.Activation.SOFTMAX,
                new TemperatureScaling(temperature),
                Optional.empty()),
            Map.of("data", "made up", LatePool.PRIOR, prior(labels)));
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter p : bare.networks().whole(java.util.Set.of(modality)).parameters()) {
      values.put(p.path(), Initializer.normal(1).create(9, p.path(), p.shape()));
    }
    return bare.with(Weights.of(values));
  }

  private static String prior(LabelSet labels) {
    StringBuilder prior = new StringBuilder();
    labels.names().forEach(name -> prior.append(prior.isEmpty() ? "" : ",").append(name + "="));
    return prior.toString().replace("=,", "=0.3,") + "0.1";
  }

  private static EmotionModel pool() {
    return LatePool.of(
        "pool",
        POOL,
        List.of(
            branch(Modality.FACE, FACES, 2, List.of()),
            branch(Modality.VOICE, VOICES, 0.5, List.of(Lora.of(2, 4).on("hidden.0")))));
  }

  private static FeatureVector face() {
    return new FeatureVector(Modality.FACE, new float[] {0.2f, -0.5f, 0.9f});
  }

  private static FeatureVector voice() {
    return new FeatureVector(Modality.VOICE, new float[] {-0.7f, 0.1f, 0.4f});
  }

  private static EmotionRecognizer recognizer(EmotionModel model) {
    return EmotionRecognizer.builder().model(model).backend("reference").build();
  }

  private static Map<String, Double> probabilities(EmotionModel model, Sample sample) {
    try (EmotionRecognizer recognizer = recognizer(model)) {
      return recognizer.recognize(sample).distribution();
    }
  }

  @Test
  void oneModalityAloneGivesWhatItsBranchGives() {
    Map<String, Double> own =
        probabilities(
            branch(Modality.VOICE, VOICES, 0.5, List.of(Lora.of(2, 4).on("hidden.0"))),
            Sample.of(voice()));
    Map<String, Double> pooled = probabilities(pool(), Sample.of(voice()));
    POOL.names().forEach(y -> assertThat(pooled.get(y)).isCloseTo(own.get(y), within(1e-6)));
    Map<String, Double> face =
        probabilities(branch(Modality.FACE, FACES, 2, List.of()), Sample.of(face()));
    double known = face.get("anger") + face.get("happiness");
    Map<String, Double> half = probabilities(pool(), Sample.of(face()));
    assertThat(half.get("neutral")).isCloseTo(0.25, within(1e-6));
    assertThat(half.get("joy")).isCloseTo(face.get("happiness") / known / 2, within(1e-6));
  }

  @Test
  void aMissingModalityChangesNothingAndABrokenOneNeither() {
    try (EmotionRecognizer recognizer = recognizer(pool())) {
      Recognition alone = recognizer.recognize(Sample.of(voice()));
      FeatureVector broken = new FeatureVector(Modality.FACE, new float[] {Float.NaN, 0, 0});
      Recognition beside = recognizer.recognize(Sample.of(broken, voice()));
      assertThat(beside.distribution()).isEqualTo(alone.distribution());
      assertThat(recognizer.recognize(Sample.of(face(), voice())).distribution())
          .isNotEqualTo(alone.distribution());
    }
  }

  @Test
  void aPoolIsSavedAndLoaded(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("pool");
    ModelDirectory.save(pool(), file, new ReferenceBackend());
    EmotionModel again = ModelDirectory.load(file);
    Sample both = Sample.of(face(), voice());
    assertThat(again.fusion()).isEqualTo(pool().fusion());
    assertThat(again.provenance()).containsEntry("voice.data", "made up");
    assertThat(probabilities(again, both)).isEqualTo(probabilities(pool(), both));
  }

  @Test
  void otherModelsAreRefusedAsBranches() {
    EmotionModel voice = branch(Modality.VOICE, VOICES, 1, List.of());
    assertThatThrownBy(() -> LatePool.of("twice", POOL, List.of(voice, voice)))
        .hasMessageContaining("two encoders for modality 'voice'");
    assertThatThrownBy(() -> LatePool.of("pool of pools", POOL, List.of(pool())))
        .hasMessageContaining("'pool' has the modalities [face, voice]");
    assertThatThrownBy(
            () -> LatePool.of("one", POOL, List.of(LatePool.of("x", POOL, List.of(voice)))))
        .hasMessageContaining("has the fusion 'late'");
    EmotionModel sigmoid =
        voice.with(
            new Calibration(
                Calibration.Activation.SIGMOID, TemperatureScaling.NONE, Optional.empty()));
    assertThatThrownBy(() -> LatePool.of("sigmoid", POOL, List.of(sigmoid)))
        .hasMessageContaining("as independent");
    assertThatThrownBy(() -> LatePool.of("none", LabelSet.of("calm"), List.of(voice)))
        .hasMessageContaining("expected some of the pool's labels [calm]");
    EmotionModel odd = voice.with(Map.of(LatePool.PRIOR, "joy=often"));
    assertThatThrownBy(() -> LatePool.of("odd", POOL, List.of(odd)))
        .hasMessageContaining("has 'joy=often'; expected label=share");
  }

  @Test
  void aPoolForOtherLabelsThanTheModelsIsRefused() {
    EmotionModel pool = pool();
    EmotionModel other =
        new EmotionModel(
            "other",
            LabelSet.of("yes", "no"),
            pool.encoders(),
            pool.fusion(),
            List.of(),
            pool.trained(),
            0,
            Calibration.NONE,
            Map.of());
    assertThatThrownBy(() -> other.networks().fusion())
        .hasMessageContaining("'late' gives 4 logits, the model 'other' has 2 labels");
  }
}
