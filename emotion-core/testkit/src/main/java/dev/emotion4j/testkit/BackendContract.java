package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Executable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a backend that runs graphs must do: compute what the reference computes, keep rows apart,
 * refuse bad input before native code, and own its memory. Extend it, implement {@link #backend},
 * and state a tolerance if yours is wider than {@link Tolerance#DEFAULT}. The training half is
 * TrainingContract.
 */
public abstract class BackendContract extends LifecycleContract {
  private static final long SEED = 20261123;
  private static final Map<String, Integer> MANY =
      Map.of("batch", 5, "tokens", 7, "others", 6, "samples", 23, "frames", 3);
  private static final Map<String, Integer> FEW =
      Map.of("batch", 1, "tokens", 3, "others", 4, "samples", 17, "frames", 2);

  /** For extension. */
  protected BackendContract() {}

  /** Returns how far results may be from the reference. */
  protected Tolerance tolerance() {
    return Tolerance.DEFAULT;
  }

  @TestFactory
  Stream<DynamicTest> primitivesEqualTheReference() {
    return Stream.concat(PrimitiveCases.all(), ConvolutionCases.all())
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> equalsReference(c)));
  }

  private void equalsReference(OpCase c) {
    Graph graph = Graph.record(c);
    compare(c.name(), graph, graph);
  }

  @TestFactory
  Stream<DynamicTest> derivedOperationsEqualTheReference() {
    return DerivedCases.all().map(c -> DynamicTest.dynamicTest(c.name(), () -> equalsReference(c)));
  }

  @TestFactory
  Stream<DynamicTest> derivedOperationsEqualTheirDefinitions() {
    return DerivedCases.all()
        .map(c -> DynamicTest.dynamicTest(c.name() + ", in primitives", () -> equalsParts(c)));
  }

  // Three ways to one result: fused and spelled out on the backend, spelled out on the reference.
  private void equalsParts(OpCase c) {
    Graph fused = Graph.record(c);
    Graph parts = Graph.record(new Decomposed(fused));
    compare(c.name() + ", spelled out", parts, parts);
    compare(c.name() + ", fused against spelled out", parts, fused);
  }

  private void compare(String name, Graph reference, Graph graph) {
    Weights weights = Numbers.weights(SEED, graph);
    try (Executable executable = compile(graph, weights)) {
      for (Map<String, Integer> sizes : List.of(MANY, FEW)) {
        Map<String, Tensor> inputs = Numbers.inputs(SEED, graph.inputs(), 5, sizes);
        tolerance()
            .check(
                name + " with " + sizes,
                Reference.run(reference, weights, inputs),
                executable.run(inputs));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> tinyNetworksEqualTheReference() {
    return tiny(
        "",
        sample -> {
          Weights weights = Numbers.weights(SEED, sample.graph());
          try (Executable executable = compile(sample.graph(), weights)) {
            for (int batch : new int[] {5, 1}) {
              check(sample, executable, weights, sample.inputs(SEED, batch, 6));
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> objectivesEqualTheReference() {
    return TinyNetworks.objectives().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Graph graph = Graph.record(entry.getValue());
                      compare(entry.getKey(), graph, graph);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> oneRecordingServesTwentyLengthsAndTwoBatchSizes() {
    return tiny(
        " in 20 lengths",
        sample -> {
          Weights weights = Numbers.weights(SEED, sample.graph());
          try (Executable executable = compile(sample.graph(), weights)) {
            for (int length = 0; length < 20; length++) {
              int longer = length * 7 % 20;
              check(sample, executable, weights, sample.inputs(SEED + length, 1, longer));
              check(sample, executable, weights, sample.inputs(SEED - length, 5, longer));
            }
          }
        });
  }

  private void check(
      Samples sample, Executable executable, Weights weights, Map<String, Tensor> inputs) {
    tolerance()
        .check(
            sample.name() + " on " + inputs,
            Reference.run(sample.graph(), weights, inputs),
            executable.run(inputs));
  }

  @TestFactory
  Stream<DynamicTest> permutedRowsGivePermutedResults() {
    return tiny(
        ", rows permuted",
        sample -> {
          try (Executable executable = compile(sample.graph(), weights(sample))) {
            Map<String, Tensor> inputs = sample.inputs(SEED, 5, 6);
            int[] order = {3, 0, 4, 1, 2};
            tolerance()
                .check(
                    sample + ", rows permuted",
                    Rows.pick(executable.run(inputs), order),
                    executable.run(Rows.pick(inputs, order)));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> changingOneRowChangesNoOther() {
    return tiny(
        ", one row changed",
        sample -> {
          try (Executable executable = compile(sample.graph(), weights(sample))) {
            Map<String, Tensor> inputs = sample.inputs(SEED, 5, 6);
            Map<String, Tensor> other = sample.inputs(SEED + 1, 5, 6);
            Map<String, Tensor> before = executable.run(inputs);
            Map<String, Tensor> after = executable.run(Rows.replace(inputs, 2, other));
            int[] rest = {0, 1, 3, 4};
            tolerance()
                .check(sample + ", other rows", Rows.pick(before, rest), Rows.pick(after, rest));
            assertFalse(
                Rows.pick(before, 2).equals(Rows.pick(after, 2)),
                sample + ": row 2 changed in the inputs, but not in the results");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> everyParameterMatters() {
    return tiny(
        ", every parameter zeroed in turn",
        sample -> {
          Map<String, Tensor> inputs = sample.inputs(SEED, 5, 6);
          Weights weights = weights(sample);
          Map<String, Tensor> whole = run(sample.graph(), weights, inputs);
          Map<String, Tensor> expected = Reference.run(sample.graph(), weights, inputs);
          sample
              .graph()
              .parameters()
              .forEach(
                  parameter -> {
                    Weights without = Parts.zeroed(weights, parameter);
                    boolean should =
                        !Reference.run(sample.graph(), without, inputs).equals(expected);
                    boolean does = !run(sample.graph(), without, inputs).equals(whole);
                    assertTrue(
                        does || !should,
                        sample + ": zeroing parameter '" + parameter.path() + "' changes nothing");
                  });
        });
  }

  @Test
  void aRowWhoseKeysAreAllMaskedGivesExactlyZero() {
    OpCase c =
        OpCase.of(
            "attention",
            e -> e.o.attention(e.in("q"), e.in("q"), e.in("q"), e.o.unsqueeze(e.in("m"), 1), 0),
            "q f32 batch 2 tokens 4",
            "m bool batch tokens tokens");
    Graph graph = Graph.record(c);
    Map<String, Tensor> inputs = new java.util.LinkedHashMap<>();
    inputs.put("q", Numbers.normal(SEED, "q", 2, 2, 3, 4));
    boolean[] mask = new boolean[18];
    mask[0] = true; // the first query of the first row attends to its first key, nothing else
    inputs.put("m", Tensor.of(mask, 2, 3, 3));
    Tensor found = Rows.get(run(graph, Weights.of(Map.of()), inputs), "out");
    float[] query = Rows.get(inputs, "q").floats();
    for (int i = 0; i < found.size(); i++) {
      boolean attends = i < 24 && i % 12 < 4;
      assertEquals(
          attends ? query[i] : 0f, found.getFloat(i), attends ? 1e-6f : 0f, "element " + i);
    }
  }

  @Test
  void whatIsMaskedHasExactlyNoInfluence() {
    Samples bert = Samples.of("BERT", TinyNetworks.bert(), "tokens", 1);
    Map<String, Tensor> inputs = bert.inputs(SEED, 5, 6);
    Map<String, Tensor> other = new java.util.LinkedHashMap<>(inputs);
    long[] ids = Rows.get(inputs, "ids").longs();
    boolean[] mask = Rows.get(inputs, "mask").booleans();
    for (int i = 0; i < ids.length; i++) {
      ids[i] = mask[i] ? ids[i] : (ids[i] + 5) % TinyNetworks.VOCABULARY;
    }
    other.put("ids", Tensor.of(ids, Rows.get(inputs, "ids").shape()));
    try (Executable executable = compile(bert.graph(), weights(bert))) {
      Tolerance.EXACT.check("masked ids changed", executable.run(inputs), executable.run(other));
    }
  }

  private static Weights weights(Samples sample) {
    return Numbers.weights(SEED, sample.graph());
  }

  private static Stream<DynamicTest> tiny(String what, Consumer<Samples> check) {
    return Samples.tinyNetworks().stream()
        .map(sample -> DynamicTest.dynamicTest(sample + what, () -> check.accept(sample)));
  }
}
