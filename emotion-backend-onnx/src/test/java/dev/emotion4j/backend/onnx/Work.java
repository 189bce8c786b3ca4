package dev.emotion4j.backend.onnx;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.testkit.Numbers;
import dev.emotion4j.testkit.TinyNetworks;
import java.util.Map;

/** A small BERT to run, and how much of it. */
final class Work {
  static final long SEED = 20261123;
  static final Graph GRAPH = Graph.record(TinyNetworks.bert());
  static final Weights WEIGHTS = Numbers.weights(SEED, GRAPH);

  private Work() {}

  static Executable compile() {
    return new OnnxBackend().compile(GRAPH, WEIGHTS, ExecutionOptions.DEFAULT);
  }

  static Map<String, Tensor> inputs(long seed, int batch, int tokens) {
    return Numbers.inputs(
        seed, GRAPH.inputs(), TinyNetworks.VOCABULARY, Map.of("batch", batch, "tokens", tokens));
  }

  /** Returns a tenth of the whole amount, or the whole with {@code -Demotion.long=true}. */
  static int amount(int whole) {
    return Boolean.getBoolean("emotion.long") ? whole : Math.max(1, whole / 10);
  }
}
