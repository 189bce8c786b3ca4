package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.InputCheck;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.spi.ReferenceBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What an encoder must do: prepare the inputs that its network declares, give features of the width
 * it states, keep rows apart, and be as indifferent to padding as it says. Extend it, implement
 * {@link #encoder} and give some {@link #signals}.
 */
public abstract class EncoderContract {
  /** For extension. */
  protected EncoderContract() {}

  /** Returns the encoder under test; the contract closes it. */
  protected abstract ModalityEncoder encoder();

  /** Returns five signals or more of its modality, of different lengths if they have any. */
  protected abstract List<? extends Signal> signals();

  /** Returns what runs the network; the reference by default, which is slow for large ones. */
  protected Backend backend() {
    return new ReferenceBackend();
  }

  /** Returns how far a row in a padded batch may be from the row alone. */
  protected Tolerance tolerance() {
    return Tolerance.DEFAULT;
  }

  /** One recording of the encoder's network, ready to run. */
  private final class Bench implements AutoCloseable {
    final ModalityEncoder encoder = encoder();
    final List<Prepared> rows = encoder.prepare(signals());
    private final Executable executable;

    Bench() {
      executable =
          backend()
              .compile(
                  Graph.record(encoder.network()), encoder.weights(), ExecutionOptions.DEFAULT);
    }

    Tensor features(List<Prepared> some) {
      return Rows.get(executable.run(encoder.batch(some)), ModalityEncoder.FEATURES);
    }

    /** Rows that may stand in one batch: all, or the first over and over. */
    List<Prepared> together() {
      return encoder.paddingInvariant()
          ? rows.subList(0, 5)
          : List.of(rows.get(0), rows.get(0), rows.get(0), rows.get(0), rows.get(0));
    }

    @Override
    public void close() {
      executable.close();
      encoder.close();
    }
  }

  @Test
  void theFeaturesHaveTheStatedWidth() {
    try (Bench bench = new Bench()) {
      Graph graph = Graph.record(bench.encoder.network());
      Spec spec = Values.of(graph.outputs()).get(ModalityEncoder.FEATURES);
      assertEquals(
          new Spec(
              Type.F32, dev.emotion4j.math.Shape.of(Input.BATCH, Dim.of(bench.encoder.width()))),
          spec);
      Tensor features = bench.features(bench.together());
      assertEquals(5, features.dim(0));
      assertEquals(bench.encoder.width(), features.dim(1));
      for (float element : features.floats()) {
        assertTrue(Float.isFinite(element), "a feature is " + element);
      }
    }
  }

  @Test
  void stepsAreGivenAsStated() {
    try (Bench bench = new Bench()) {
      Map<String, Spec> outputs = Graph.record(bench.encoder.network()).outputs();
      int width = bench.encoder.tokenWidth();
      assertEquals(
          width > 0, outputs.containsKey(ModalityEncoder.TOKENS), "tokens stated and given");
      assertEquals(
          width > 0, outputs.containsKey(ModalityEncoder.TOKEN_MASK), "a mask with tokens");
      if (width == 0) {
        return;
      }
      Map<String, Tensor> out = bench.executable.run(bench.encoder.batch(bench.together()));
      Tensor tokens = Rows.get(out, ModalityEncoder.TOKENS);
      boolean[] mask = Rows.get(out, ModalityEncoder.TOKEN_MASK).booleans();
      assertEquals(3, tokens.rank(), "tokens are [batch, steps, width]");
      assertEquals(width, tokens.dim(2));
      assertEquals(tokens.dim(0) * tokens.dim(1), mask.length, "one truth value per step");
      for (int i = 0; i < mask.length * width; i++) {
        assertTrue(!mask[i / width] || Float.isFinite(tokens.getFloat(i)), "a token is not finite");
      }
    }
  }

  @Test
  void stepsThatPadAreMasked() {
    try (Bench bench = new Bench()) {
      Assumptions.assumeTrue(bench.encoder.tokenWidth() > 0, "the encoder gives no tokens");
      int[] together = steps(bench, bench.together());
      for (int i = 0; i < together.length; i++) {
        int alone = steps(bench, List.of(bench.together().get(i)))[0];
        assertTrue(alone > 0, "signal " + i + " alone has no step");
        assertEquals(alone, together[i], "steps of signal " + i + " alone and in a batch");
      }
    }
  }

  private static int[] steps(Bench bench, List<Prepared> rows) {
    Tensor mask =
        Rows.get(bench.executable.run(bench.encoder.batch(rows)), ModalityEncoder.TOKEN_MASK);
    int[] steps = new int[rows.size()];
    boolean[] there = mask.booleans();
    for (int i = 0; i < there.length; i++) {
      steps[i / mask.dim(1)] += there[i] ? 1 : 0;
    }
    return steps;
  }

  @Test
  void aBatchIsWhatTheNetworkDeclares() {
    try (Bench bench = new Bench()) {
      List<Input> declared = bench.encoder.network().inputs();
      Map<String, Tensor> batch = bench.encoder.batch(bench.together());
      Set<String> names = new LinkedHashSet<>();
      declared.forEach(input -> names.add(input.name()));
      assertEquals(names, batch.keySet());
      InputCheck.check(declared, batch);
      batch.values().forEach(tensor -> assertEquals(5, tensor.dim(0)));
    }
  }

  @Test
  void everySignalIsPreparedInItsOrder() {
    try (Bench bench = new Bench()) {
      assertTrue(signals().size() >= 5, "give five signals or more");
      assertEquals(signals().size(), bench.rows.size());
      for (int i = 0; i < bench.rows.size(); i++) {
        Prepared alone = bench.encoder.prepare(List.of(signals().get(i))).get(0);
        assertEquals(alone.tensors(), bench.rows.get(i).tensors(), "signal " + i);
        assertEquals(alone.length(), bench.rows.get(i).length(), "length of signal " + i);
        assertTrue(alone.length() > 0, "length of signal " + i);
      }
    }
  }

  @Test
  void differentSignalsGiveDifferentFeatures() {
    try (Bench bench = new Bench()) {
      assertNotEquals(
          bench.features(List.of(bench.rows.get(0))), bench.features(List.of(bench.rows.get(1))));
    }
  }

  @Test
  void aRowIsTheSameInEveryPlaceOfABatch() {
    try (Bench bench = new Bench()) {
      List<Prepared> rows = bench.together();
      int[] order = {3, 0, 4, 1, 2};
      List<Prepared> moved = new ArrayList<>();
      for (int row : order) {
        moved.add(rows.get(row));
      }
      tolerance()
          .check("rows permuted", Rows.pick(bench.features(rows), order), bench.features(moved));
    }
  }

  @Test
  void changingOneRowChangesNoOther() {
    try (Bench bench = new Bench()) {
      Map<String, Tensor> batch = bench.encoder.batch(bench.together());
      Tensor before = run(bench, batch);
      Tensor after = run(bench, Rows.replace(batch, 2, Rows.pick(batch, 0, 1, 1, 3, 4)));
      int[] rest = {0, 1, 3, 4};
      tolerance().check("other rows", Rows.pick(before, rest), Rows.pick(after, rest));
    }
  }

  private static Tensor run(Bench bench, Map<String, Tensor> batch) {
    return Rows.get(bench.executable.run(batch), ModalityEncoder.FEATURES);
  }

  @Test
  void paddingHasNoInfluenceIfItSaysSo() {
    try (Bench bench = new Bench()) {
      Assumptions.assumeTrue(
          bench.encoder.paddingInvariant(), "the encoder states that padding matters to it");
      Tensor together = bench.features(bench.rows);
      for (int i = 0; i < bench.rows.size(); i++) {
        tolerance()
            .check(
                "signal " + i + " padded",
                bench.features(List.of(bench.rows.get(i))),
                Rows.pick(together, i));
      }
    }
  }

  @Test
  void oneRecordingServesEveryLength() {
    try (Bench bench = new Bench()) {
      for (Prepared row : bench.rows) {
        assertEquals(1, bench.features(List.of(row)).dim(0));
        assertEquals(3, bench.features(List.of(row, row, row)).dim(0));
      }
    }
  }

  @Test
  void itsWeightsHoldEveryParameter() {
    try (ModalityEncoder encoder = encoder()) {
      Graph graph = Graph.record(encoder.network());
      Weights weights = encoder.weights();
      graph.parameters().forEach(weights::get);
    }
  }

  @Test
  void dropoutChangesTrainingOnly() {
    try (ModalityEncoder encoder = encoder();
        ModalityEncoder dropping = encoder.withDropout(0.5)) {
      assertEquals(encoder.width(), dropping.width());
      assertEquals(encoder.modality(), dropping.modality());
      assertEquals(shapes(encoder), shapes(dropping), "parameters");
      assertEquals(encoder.network().inputs(), dropping.network().inputs());
    }
  }

  private static Map<String, List<Integer>> shapes(ModalityEncoder encoder) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Parameter parameter : Graph.record(encoder.network()).parameters()) {
      shapes.put(parameter.path(), parameter.shape());
    }
    return shapes;
  }

  @Test
  void closingTwiceIsFine() {
    ModalityEncoder encoder = encoder();
    encoder.close();
    encoder.close();
  }
}
