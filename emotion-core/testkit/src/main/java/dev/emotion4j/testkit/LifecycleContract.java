package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a backend promises beside its numbers: refusals, memory, threads, closing. */
abstract class LifecycleContract {
  private static final long SEED = 7;
  private final Samples bert = Samples.of("BERT", TinyNetworks.bert(), "tokens", 1);
  private final Samples wave = Samples.of("wav2vec2", TinyNetworks.wav2Vec2(), "samples", 40);

  /** Returns the backend under test; called once per test or more often. */
  protected abstract Backend backend();

  /** Returns how graphs are run. */
  protected ExecutionOptions options() {
    return ExecutionOptions.DEFAULT;
  }

  final Executable compile(Graph graph, Weights weights) {
    return backend().compile(graph, weights, options());
  }

  final Map<String, Tensor> run(Graph graph, Weights weights, Map<String, Tensor> inputs) {
    try (Executable executable = compile(graph, weights)) {
      return executable.run(inputs);
    }
  }

  // ----------------------------------------------------------------------------------- refusals

  @Test
  void aMissingInputIsRefused() {
    refused("mask", without(bert.inputs(SEED, 2, 3), "mask"));
  }

  @Test
  void anUnknownInputIsRefused() {
    refused("segments", with(bert.inputs(SEED, 2, 3), "segments", Tensor.zeros(Type.I64, 2, 4)));
  }

  @Test
  void anInputOfAnotherTypeIsRefused() {
    refused("ids", with(bert.inputs(SEED, 2, 3), "ids", Tensor.zeros(Type.F32, 2, 4)));
  }

  @Test
  void anInputOfAnotherRankIsRefused() {
    refused("ids", with(bert.inputs(SEED, 2, 3), "ids", Tensor.zeros(Type.I64, 8)));
  }

  @Test
  void anInputWithAnotherFixedDimensionIsRefused() {
    Samples face = Samples.of("face", TinyNetworks.face(), "", 0);
    refused(face, "pixels", Map.of("pixels", Tensor.zeros(Type.F32, 2, 1, 12, 11)));
  }

  @Test
  void inputsThatDisagreeOnALengthAreRefused() {
    refused("mask", with(bert.inputs(SEED, 2, 3), "mask", Tensor.zeros(Type.BOOL, 2, 5)));
  }

  @Test
  void inputsThatDisagreeOnTheBatchAreRefused() {
    refused("mask", with(bert.inputs(SEED, 2, 3), "mask", Tensor.zeros(Type.BOOL, 1, 4)));
  }

  @Test
  void anEmptyBatchIsRefused() {
    Map<String, Tensor> empty = new LinkedHashMap<>();
    empty.put("ids", Tensor.zeros(Type.I64, 0, 4));
    empty.put("mask", Tensor.zeros(Type.BOOL, 0, 4));
    refused("ids", empty);
  }

  @Test
  void notANumberIsRefused() {
    refused(wave, "samples", Map.of("samples", spoilt(Float.NaN)));
  }

  @Test
  void infinityIsRefused() {
    refused(wave, "samples", Map.of("samples", spoilt(Float.NEGATIVE_INFINITY)));
  }

  private Tensor spoilt(float value) {
    float[] samples = new float[100];
    samples[99] = value;
    return Tensor.of(samples, 2, 50);
  }

  private void refused(String name, Map<String, Tensor> inputs) {
    refused(bert, name, inputs);
  }

  private void refused(Samples sample, String name, Map<String, Tensor> inputs) {
    Weights weights = Numbers.weights(SEED, sample.graph());
    try (Executable executable = compile(sample.graph(), weights)) {
      Map<String, Tensor> good = sample.inputs(SEED, 2, 3);
      Map<String, Tensor> before = executable.run(good);
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> executable.run(inputs));
      assertNotNull(refusal.getMessage());
      assertTrue(
          refusal.getMessage().contains(name),
          "the message names the input '" + name + "': " + refusal.getMessage());
      assertEquals(before, executable.run(good), "a refusal leaves no trace");
    }
  }

  @Test
  void aParameterWithoutValueIsRefused() {
    Map<String, Tensor> weights = all(bert.graph());
    weights.remove("encoder.layer.0.attention.self.query.bias");
    compileRefused("encoder.layer.0.attention.self.query.bias", weights);
  }

  @Test
  void aParameterOfAnotherShapeIsRefused() {
    Map<String, Tensor> weights = all(bert.graph());
    weights.put("encoder.layer.0.intermediate.dense.weight", Tensor.zeros(Type.F32, 8, 16));
    compileRefused("encoder.layer.0.intermediate.dense.weight", weights);
  }

  private void compileRefused(String path, Map<String, Tensor> weights) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> compile(bert.graph(), Weights.of(weights)));
    assertNotNull(refusal.getMessage());
    assertTrue(
        refusal.getMessage().contains(path),
        "the message names the parameter '" + path + "': " + refusal.getMessage());
  }

  private static Map<String, Tensor> all(Graph graph) {
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      tensors.put(parameter.path(), weights.get(parameter));
    }
    return tensors;
  }

  // ------------------------------------------------------------------------- names and outputs

  @Test
  void itTellsItsNameAndItsDevice() {
    assertFalse(backend().name().isBlank());
    assertEquals(backend().name(), backend().name());
    try (Executable executable = compile(bert.graph(), Numbers.weights(SEED, bert.graph()))) {
      assertFalse(executable.device().name().isBlank());
    }
  }

  @Test
  void outputsKeepTheirNamesWhateverTheyAre() {
    Graph graph = Graph.record(new ManyOutputs());
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> inputs =
        Numbers.inputs(SEED, graph.inputs(), 5, Map.of("batch", 2, "tokens", 3));
    Map<String, Tensor> found = run(graph, weights, inputs);
    Map<String, Tensor> expected = dev.emotion4j.math.Reference.run(graph, weights, inputs);
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(found.keySet()), "in order");
    Tolerance.DEFAULT.check("many outputs", expected, found);
  }

  @Test
  void aDeepGraphIsNoHarderThanAShallowOne() {
    OpCase deep =
        OpCase.of(
            "deep",
            e -> {
              Object x = e.x();
              for (int i = 0; i < 2000; i++) {
                x = e.o.tanh(e.o.add(x, e.parameter("bias", 3)));
              }
              return x;
            },
            "x f32 batch 3");
    Graph graph = Graph.record(deep);
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> inputs = Numbers.inputs(SEED, graph.inputs(), 5, Map.of("batch", 2));
    Tolerance.DEFAULT.check(
        "deep",
        dev.emotion4j.math.Reference.run(graph, weights, inputs),
        run(graph, weights, inputs));
  }

  // ------------------------------------------------------------------------- memory and threads

  @Test
  void outputsAreTheCallersOwnMemory() {
    Weights weights = Numbers.weights(SEED, bert.graph());
    Map<String, Tensor> first;
    byte[] kept;
    try (Executable executable = compile(bert.graph(), weights)) {
      first = executable.run(bert.inputs(SEED, 3, 4));
      kept = bytes(first);
      for (int i = 0; i < 5; i++) {
        executable.run(bert.inputs(SEED + 1 + i, 3, 4));
      }
      assertTrue(
          java.util.Arrays.equals(kept, bytes(first)), "a later run changes earlier results");
    }
    assertTrue(java.util.Arrays.equals(kept, bytes(first)), "closing changes earlier results");
  }

  @Test
  void weightsAndInputsAreNotWrittenTo() {
    Map<String, Tensor> weights = all(bert.graph());
    Map<String, Tensor> inputs = bert.inputs(SEED, 3, 4);
    byte[] before = bytes(weights);
    byte[] given = bytes(inputs);
    run(bert.graph(), Weights.of(weights), inputs);
    assertTrue(java.util.Arrays.equals(before, bytes(weights)), "the weights changed");
    assertTrue(java.util.Arrays.equals(given, bytes(inputs)), "the inputs changed");
  }

  private static byte[] bytes(Map<String, Tensor> tensors) {
    int size = tensors.values().stream().mapToInt(t -> t.buffer().capacity()).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    tensors.values().forEach(t -> all.put(t.buffer()));
    return all.array();
  }

  @Test
  void twoThreadsGiveTheBitsOfOne() throws Exception {
    try (Executable executable = compile(bert.graph(), Numbers.weights(SEED, bert.graph()))) {
      List<Map<String, Tensor>> inputs = new ArrayList<>();
      List<Map<String, Tensor>> serial = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        inputs.add(bert.inputs(i, 1 + i % 5, i % 13));
        serial.add(executable.run(inputs.get(i)));
      }
      List<Callable<Map<String, Tensor>>> work = new ArrayList<>();
      inputs.forEach(input -> work.add(() -> executable.run(input)));
      assertEquals(serial, inParallel(work));
    }
  }

  private static <V> List<V> inParallel(List<Callable<V>> work) throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<V> results = new ArrayList<>();
      for (Future<V> future : two.invokeAll(work)) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      two.shutdownNow();
    }
  }

  // -------------------------------------------------------------------------------------- close

  @Test
  void runAfterCloseIsRefused() {
    Executable executable = compile(bert.graph(), Numbers.weights(SEED, bert.graph()));
    executable.close();
    Map<String, Tensor> inputs = bert.inputs(SEED, 2, 3);
    assertThrows(IllegalStateException.class, () -> executable.run(inputs));
  }

  @Test
  void closingTwiceIsFine() {
    Executable executable = compile(bert.graph(), Numbers.weights(SEED, bert.graph()));
    executable.close();
    executable.close();
  }

  @Test
  void closingOneLeavesTheOthersAlone() {
    Weights weights = Numbers.weights(SEED, bert.graph());
    Map<String, Tensor> inputs = bert.inputs(SEED, 2, 3);
    try (Executable kept = compile(bert.graph(), weights)) {
      Map<String, Tensor> before = kept.run(inputs);
      compile(bert.graph(), weights).close();
      assertEquals(before, kept.run(inputs));
    }
  }

  @Test
  void closingWhileOthersRunLetsThemFinish() throws Exception {
    Map<String, Tensor> inputs = bert.inputs(SEED, 3, 9);
    Weights weights = Numbers.weights(SEED, bert.graph());
    Map<String, Tensor> expected = run(bert.graph(), weights, inputs);
    for (int round = 0; round < 20; round++) {
      Executable executable = compile(bert.graph(), weights);
      Callable<Boolean> runs =
          () -> {
            for (int i = 0; i < 200; i++) {
              try {
                assertEquals(expected, executable.run(inputs));
              } catch (IllegalStateException closed) {
                return true;
              }
            }
            return true;
          };
      Callable<Boolean> closes =
          () -> {
            TimeUnit.MICROSECONDS.sleep(500);
            executable.close();
            return true;
          };
      assertEquals(List.of(true, true), inParallel(List.of(runs, closes)));
      assertThrows(IllegalStateException.class, () -> executable.run(inputs));
    }
  }

  private static Map<String, Tensor> with(Map<String, Tensor> map, String name, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(map);
    changed.put(name, tensor);
    return changed;
  }

  private static Map<String, Tensor> without(Map<String, Tensor> map, String name) {
    Map<String, Tensor> changed = new LinkedHashMap<>(map);
    changed.remove(name);
    return changed;
  }

  static List<Input> inputs(String... texts) {
    return java.util.Arrays.stream(texts).map(OpCase::input).toList();
  }
}
