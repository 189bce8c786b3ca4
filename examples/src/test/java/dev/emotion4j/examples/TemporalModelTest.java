package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.encoder.TemporalPooling;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Does a face brighten or darken? The same frames, in one order or the other: a task that the mean
 * over frames cannot learn and that the temporal models do.
 */
class TemporalModelTest {
  private static final int FRAMES = 10;
  private static final int WIDTH = 8;

  private record Brightness(TemporalPooling pooling) implements Network {
    @Override
    public List<Input> inputs() {
      Dim frames = Dim.symbol("frames");
      return List.of(
          Input.of("frames", Type.F32, Input.BATCH, frames, Dim.of(1)),
          Input.of("mask", Type.BOOL, Input.BATCH, frames));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T embedded = scope.ops().tanh(scope.linear("embed", inputs.get("frames"), WIDTH));
      T features = pooling.apply(scope.at("temporal"), embedded, inputs.get("mask"));
      return Values.of(Objective.LOGITS, scope.linear("head", features, 2));
    }
  }

  private record Loss(Brightness network) implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new java.util.ArrayList<>(network.inputs());
      inputs.add(Input.of("labels", Type.I64, Input.BATCH));
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T logits = network.apply(scope, inputs).get(Objective.LOGITS);
      Values<T> terms = Values.of(Objective.LOGITS, logits, "labels", inputs.get("labels"));
      return CrossEntropy.of(2).apply(scope, terms);
    }
  }

  /** Pairs of rows that hold the same frames: rising, then falling; what is padded is 7. */
  private static Map<String, Tensor> batch(long seed, int pairs) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = 2 * pairs;
    float[] frames = new float[rows * FRAMES];
    boolean[] mask = new boolean[rows * FRAMES];
    long[] labels = new long[rows];
    Arrays.fill(frames, 7);
    for (int pair = 0; pair < pairs; pair++) {
      int length = 4 + random.nextInt(FRAMES - 3);
      float[] rising = new float[length];
      for (int i = 0; i < length; i++) {
        rising[i] = (float) random.nextDouble();
      }
      Arrays.sort(rising);
      for (int i = 0; i < length; i++) {
        frames[2 * pair * FRAMES + i] = rising[i];
        frames[(2 * pair + 1) * FRAMES + i] = rising[length - 1 - i];
        mask[2 * pair * FRAMES + i] = true;
        mask[(2 * pair + 1) * FRAMES + i] = true;
      }
      labels[2 * pair] = 1;
    }
    return Map.of(
        "frames", Tensor.of(frames, rows, FRAMES, 1),
        "mask", Tensor.of(mask, rows, FRAMES),
        "labels", Tensor.of(labels, rows));
  }

  private record Trained(Graph graph, Weights weights, double accuracy) {}

  private static Trained train(TemporalPooling pooling, int steps) {
    Backend djl = Providers.named(Backend.class, Backend::name, "djl", "It trains here");
    Graph graph = Graph.record(new Brightness(pooling));
    Graph loss = Graph.record(new Loss(new Brightness(pooling)));
    Weights start = Weights.initialized(11);
    TrainingPlan plan =
        TrainingPlan.of(start, AdamW.of(0.01).weightDecay(0), List.of(loss, graph)).seed(5);
    try (Trainer trainer = djl.training().orElseThrow().start(plan)) {
      for (int step = 0; step < steps; step++) {
        trainer.step(loss, batch(step, 16), 0.01);
      }
      Map<String, Tensor> parameters = new HashMap<>(trainer.parameters());
      return new Trained(graph, Weights.of(parameters), accuracy(trainer.run(graph, inputs(99))));
    }
  }

  private static Map<String, Tensor> inputs(long seed) {
    Map<String, Tensor> inputs = new HashMap<>(batch(seed, 50));
    inputs.remove("labels");
    return inputs;
  }

  private static float[] logits(Map<String, Tensor> outputs) {
    return Objects.requireNonNull(outputs.get(Objective.LOGITS)).floats();
  }

  private static double accuracy(Map<String, Tensor> outputs) {
    float[] logits = logits(outputs);
    int right = 0;
    for (int row = 0; row < 100; row++) {
      boolean rising = logits[2 * row + 1] > logits[2 * row];
      right += rising == (row % 2 == 0) ? 1 : 0;
    }
    return right / 100.0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"convolution/2/1", "self-attention/1/2"})
  void temporalModelsLearnTheOrder(String pooling) {
    Trained trained = train(TemporalPooling.parse(pooling), 160);
    assertThat(trained.accuracy()).isGreaterThanOrEqualTo(0.95);
    float[] reference = logits(Reference.run(trained.graph(), trained.weights(), inputs(99)));
    Backend onnx = Providers.named(Backend.class, Backend::name, "onnx", "It serves here");
    try (var served = onnx.compile(trained.graph(), trained.weights(), ExecutionOptions.DEFAULT)) {
      float[] found = logits(served.run(inputs(99)));
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i])
            .isCloseTo(reference[i], within(1e-4 + 1e-4 * Math.abs(reference[i])));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean/1/1", "attention/1/1"})
  void averagesCannot(String pooling) {
    // Every pair of rows is one multiset of frames: whatever is answered, one of the two is wrong.
    assertThat(train(TemporalPooling.parse(pooling), 60).accuracy()).isBetween(0.4, 0.6);
  }

  @Test
  void theTwoRowsOfAPairHoldTheSameFrames() {
    float[] frames = Objects.requireNonNull(batch(1, 1).get("frames")).floats();
    float[] one = Arrays.copyOfRange(frames, 0, FRAMES);
    float[] other = Arrays.copyOfRange(frames, FRAMES, 2 * FRAMES);
    Arrays.sort(one);
    Arrays.sort(other);
    assertThat(one).containsExactly(other);
  }
}
