package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.encoder.FeatureEncoderProvider;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {
  // Mean 2, 10, 5; deviation 1, 2, 0.
  private static final List<float[]> TRAINING =
      List.of(
          new float[] {1, 8, 5},
          new float[] {3, 12, 5},
          new float[] {3, 8, 5},
          new float[] {1, 12, 5});

  private static final FeatureEncoder FITTED = FeatureEncoder.fitted(Modality.BODY, TRAINING);

  private static List<FeatureVector> vectors(int count) {
    List<FeatureVector> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(vector(Numbers.normal(i, "vector", 3).floats()));
    }
    return vectors;
  }

  private static FeatureVector vector(float... values) {
    return new FeatureVector(Modality.BODY, values);
  }

  private static Prepared prepared(float... values) {
    return FITTED.prepare(List.of(vector(values))).get(0);
  }

  @Nested
  class Plain extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return FITTED;
    }

    @Override
    protected List<? extends Signal> signals() {
      return vectors(5);
    }
  }

  @Nested
  class Hidden extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return FITTED.hidden(8, 4).seed(7).clip(3);
    }

    @Override
    protected List<? extends Signal> signals() {
      return vectors(6);
    }
  }

  private static float[] features(FeatureEncoder encoder, float... values) {
    Map<String, Tensor> batch = encoder.batch(encoder.prepare(List.of(vector(values))));
    Graph graph = Graph.record(encoder.network());
    return Rows.get(Reference.run(graph, encoder.weights(), batch), "features").floats();
  }

  @Test
  void columnsAreStandardisedAsTheTrainingRowsAndOutliersClipped() {
    assertArrayEquals(new float[] {0, 1, 0}, features(FITTED, 2, 12, 5), 1e-6f);
    assertArrayEquals(new float[] {5, -5, 2}, features(FITTED, 1e9f, -1e9f, 7), 1e-6f);
    assertArrayEquals(new float[] {2, -2, 0}, features(FITTED.clip(2), 9, 0, 5), 1e-6f);
  }

  @Test
  void theFurtherOutTheLowerTheQuality() {
    assertEquals(1, prepared(3, 12, 5).quality());
    // No column follows another here: mean squares of 2 / 3 in training, of (16 + 4) / 3 below.
    assertEquals(0.1, prepared(6, 14, 5).quality(), 1e-6);
    assertEquals(0.001, prepared(1e20f, 0, 0).quality());
    assertEquals(0.001, prepared(Float.MAX_VALUE, -Float.MAX_VALUE, 5).quality());
  }

  @Test
  void aValueThatDoesNotFollowItsPartnerLowersTheQuality() {
    List<float[]> together = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      float x = Numbers.normal(i, "x", 1).floats()[0];
      together.add(new float[] {x, -2 * x + 0.2f * Numbers.normal(i, "noise", 1).floats()[0]});
    }
    FeatureEncoder encoder = FeatureEncoder.fitted(Modality.BODY, together);
    List<Prepared> rows = encoder.prepare(List.of(vector(1.5f, -3), vector(1.5f, 3)));
    assertEquals(1, rows.get(0).quality());
    assertTrue(rows.get(1).quality() < 0.1, rows.get(1).quality() + " for one on the wrong side");
  }

  @Test
  void aBadVectorIsAProblemOfThatVectorOnly() {
    List<Prepared> rows =
        FITTED.prepare(List.of(vector(1, Float.NaN, 5), vector(1, 2), vector(), vector(1, 8, 5)));
    assertTrue(rows.get(0).problem().orElseThrow().contains("feature 1 is not finite"));
    assertTrue(rows.get(1).problem().orElseThrow().contains("2 features; expected 3"));
    assertTrue(rows.get(2).problem().orElseThrow().contains("0 features; expected 3"));
    assertTrue(rows.get(3).problem().isEmpty());
  }

  @Test
  void itsSettingsMakeItAgainBitForBit() {
    FeatureEncoder encoder = FITTED.hidden(8, 4).seed(7).clip(3);
    ModalityEncoder again =
        new FeatureEncoderProvider().open(encoder.settings(), Path.of("unused"));
    assertEquals(encoder.settings(), again.settings());
    assertArrayEquals(features(encoder, 1, 2, 3), features((FeatureEncoder) again, 1, 2, 3));
    assertArrayEquals(
        features(FITTED, 1, 2, 3),
        features(
            (FeatureEncoder) new FeatureEncoderProvider().open(FITTED.settings(), Path.of("")),
            1,
            2,
            3));
  }

  @Test
  void noiseIsRepeatableAndLowersTheQuality() {
    FeatureVector clean = vector(2, 10, 5);
    assertEquals(FITTED.noisy(clean, 1, 3), FITTED.noisy(clean, 1, 3));
    assertNotEquals(FITTED.noisy(clean, 1, 3), FITTED.noisy(clean, 1, 4));
    assertEquals(clean, FITTED.noisy(clean, 0, 3));
    Prepared row = prepared(2, 10, 5);
    int lower = 0;
    for (int seed = 0; seed < 20; seed++) {
      Prepared noisy = FITTED.noise(50).apply(row, seed);
      assertEquals(noisy.tensors(), FITTED.noise(50).apply(row, seed).tensors());
      lower += noisy.quality() < 1 ? 1 : 0;
    }
    assertTrue(lower > 3 && lower < 17, lower + " of 20 rows are noisy; expected about half");
    Prepared bad = Prepared.failed("no number");
    for (int seed = 0; seed < 4; seed++) {
      assertEquals(bad, FITTED.noise(50).apply(bad, seed));
    }
  }

  @Test
  void wrongTrainingRowsAndSignalsAreRefused() {
    refused("1 training rows", () -> FeatureEncoder.fitted(Modality.BODY, TRAINING.subList(0, 1)));
    refused(
        "training row 1 has 2 features",
        () -> FeatureEncoder.fitted(Modality.BODY, List.of(new float[3], new float[] {1, 2})));
    refused(
        "training row 1 has a number that is not finite",
        () ->
            FeatureEncoder.fitted(
                Modality.BODY, List.of(new float[1], new float[] {Float.POSITIVE_INFINITY})));
    refused("hidden width 0", () -> FITTED.hidden(0));
    refused("clip 0.0", () -> FITTED.clip(0));
    refused(
        "takes FeatureVector for 'body'",
        () -> FITTED.prepare(List.of(new FeatureVector(Modality.VOICE, new float[3]))));
    refused(
        "unknown settings [colour]",
        () -> new FeatureEncoderProvider().open(Map.of("colour", "red"), Path.of("")));
    refused(
        "'modality' of a features encoder is missing",
        () -> new FeatureEncoderProvider().open(Map.of(), Path.of("")));
  }

  private static void refused(String words, org.junit.jupiter.api.function.Executable work) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, work);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(words), message);
  }

  @Test
  void aVectorIsCopiedAndShowsNoValue() {
    float[] values = {1, 2, 3};
    FeatureVector vector = vector(values);
    values[0] = 9;
    vector.values()[1] = 9;
    assertArrayEquals(new float[] {1, 2, 3}, vector.values());
    assertEquals("3 body features", vector.toString());
  }
}
