package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Adapter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What an adapter must do: stand around at least one site, start without changing the network
 * unless it says otherwise, declare its own parameters only, and keep rows apart. Extend it and
 * implement {@link #adapter}.
 */
public abstract class AdapterContract {
  private static final long SEED = 20261123;

  /** For extension. */
  protected AdapterContract() {}

  /** Returns the adapter under test, which fits {@link #network}. */
  protected abstract Adapter adapter();

  /** Returns whether a fresh adapter leaves the results as they are. */
  protected boolean startsAsIdentity() {
    return true;
  }

  /** Returns a network with sites for it, inputs {@code ids} and {@code mask}; a tiny BERT. */
  protected Network network() {
    return TinyNetworks.bert();
  }

  private Graph plain() {
    return Graph.record(network());
  }

  private Graph adapted() {
    return Graph.record(network(), List.of(adapter()));
  }

  private static Map<String, Tensor> inputs(long seed, Graph graph, int batch, int tokens) {
    return Numbers.inputs(
        seed, graph.inputs(), TinyNetworks.VOCABULARY, Map.of("batch", batch, "tokens", tokens));
  }

  private static Map<String, Parameter> byPath(Graph graph) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    graph.parameters().forEach(p -> found.put(p.path(), p));
    return found;
  }

  @Test
  void itHasAName() {
    assertFalse(adapter().method().isBlank());
    assertEquals(adapter().method(), adapter().method());
  }

  @Test
  void itStandsAroundAtLeastOneSite() {
    Map<String, Parameter> own = byPath(adapted());
    own.keySet().removeAll(byPath(plain()).keySet());
    assertFalse(own.isEmpty(), "the adapter declares no parameter in the network");
  }

  @Test
  void whatItDeclaresIsItsOwn() {
    Map<String, Parameter> before = byPath(plain());
    byPath(adapted())
        .forEach(
            (path, parameter) -> {
              boolean old = before.containsKey(path);
              assertEquals(
                  old ? Parameter.Owner.NETWORK : Parameter.Owner.ADAPTER,
                  parameter.owner(),
                  "owner of '" + path + "'");
            });
  }

  @Test
  void theNetworkKeepsItsParameters() {
    Map<String, Parameter> after = byPath(adapted());
    byPath(plain())
        .forEach(
            (path, parameter) -> {
              assertTrue(after.containsKey(path), "'" + path + "' is gone");
              assertEquals(parameter.shape(), Values.of(after).get(path).shape(), path);
            });
  }

  @Test
  void aFreshAdapterChangesNothingUnlessItSaysSo() {
    Graph graph = adapted();
    Weights base = Numbers.weights(SEED, plain());
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    Map<String, Tensor> before = Reference.run(plain(), base, inputs);
    Weights fresh =
        base.orInitialized(SEED).with(adapter().startingValues(graph.parameters(), base));
    Map<String, Tensor> after = Reference.run(graph, fresh, inputs);
    if (startsAsIdentity()) {
      Tolerance.DEFAULT.check("a fresh adapter", before, after);
    } else {
      assertNotEquals(before, after, "a fresh adapter changes nothing; say startsAsIdentity");
    }
  }

  @Test
  void aTrainedAdapterChangesTheResults() {
    Graph graph = adapted();
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    Map<String, Tensor> before = Reference.run(plain(), Numbers.weights(SEED, plain()), inputs);
    assertNotEquals(before, Reference.run(graph, Numbers.weights(SEED, graph), inputs));
  }

  @Test
  void everyParameterMatters() {
    Graph graph = adapted();
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> before = Reference.run(graph, weights, inputs);
    for (Parameter parameter : graph.parameters()) {
      if (parameter.owner() == Parameter.Owner.ADAPTER) {
        assertNotEquals(
            before,
            Reference.run(graph, Parts.zeroed(weights, parameter), inputs),
            "zeroing '" + parameter.path() + "' changes nothing");
      }
    }
  }

  @Test
  void permutedRowsGivePermutedResults() {
    Graph graph = adapted();
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    int[] order = {3, 0, 4, 1, 2};
    Tolerance.EXACT.check(
        "rows permuted",
        Rows.pick(Reference.run(graph, weights, inputs), order),
        Reference.run(graph, weights, Rows.pick(inputs, order)));
  }

  @Test
  void aRowAloneIsTheRowInABatch() {
    Graph graph = adapted();
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    Map<String, Tensor> whole = Reference.run(graph, weights, inputs);
    for (int row = 0; row < 5; row++) {
      Tolerance.EXACT.check(
          "row " + row,
          Rows.pick(whole, row),
          Reference.run(graph, weights, Rows.pick(inputs, row)));
    }
  }

  @Test
  void whatIsMaskedHasExactlyNoInfluence() {
    Graph graph = adapted();
    Weights weights = Numbers.weights(SEED, graph);
    Map<String, Tensor> inputs = inputs(SEED, graph, 5, 7);
    Map<String, Tensor> other = new LinkedHashMap<>(inputs);
    long[] ids = Rows.get(inputs, "ids").longs();
    boolean[] mask = Rows.get(inputs, "mask").booleans();
    for (int i = 0; i < ids.length; i++) {
      ids[i] = mask[i] ? ids[i] : (ids[i] + 5) % TinyNetworks.VOCABULARY;
    }
    other.put("ids", Tensor.of(ids, 5, 7));
    Tolerance.EXACT.check(
        "masked ids changed",
        Reference.run(graph, weights, inputs),
        Reference.run(graph, weights, other));
  }

  @Test
  void oneRecordingServesTwentyLengthsAndTwoBatchSizes() {
    Graph graph = adapted();
    Weights weights = Numbers.weights(SEED, graph);
    for (int tokens = 1; tokens <= 20; tokens++) {
      for (int batch : new int[] {1, 5}) {
        Map<String, Tensor> inputs = inputs(SEED + tokens, graph, batch, tokens);
        Tolerance.EXACT.check(
            tokens + " tokens, batch " + batch,
            Reference.run(network(), weights, List.of(adapter()), inputs),
            Reference.run(graph, weights, inputs));
      }
    }
  }
}
