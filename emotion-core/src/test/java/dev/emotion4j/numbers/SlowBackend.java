package dev.emotion4j.numbers;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.Training;
import dev.emotion4j.spi.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Runs like the reference, and trains by plain gradient descent on central differences. */
public final class SlowBackend implements Backend {
  @Override
  public String name() {
    return "slow";
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    return new ReferenceBackend().compile(graph, weights, options);
  }

  @Override
  public Optional<Training> training() {
    return Optional.of(Descent::new);
  }

  private static final class Descent implements Trainer {
    private static final float NUDGE = 1f / 64;
    private final Map<String, Tensor> frozen = new LinkedHashMap<>();
    private final Map<String, Tensor> values = new LinkedHashMap<>();

    Descent(TrainingPlan plan) {
      for (Parameter parameter : plan.parameters()) {
        boolean trained = plan.trainable().test(parameter);
        (trained ? values : frozen).put(parameter.path(), plan.weights().get(parameter));
      }
    }

    @Override
    public double step(Graph graph, Map<String, Tensor> batch, double rate) {
      Map<String, float[]> moved = new LinkedHashMap<>();
      values.forEach(
          (path, tensor) -> {
            float[] next = tensor.floats();
            for (int i = 0; i < next.length; i++) {
              next[i] -= (float) (rate * slope(graph, batch, path, i));
            }
            moved.put(path, next);
          });
      double loss = loss(graph, batch, Map.of());
      moved.forEach((path, next) -> values.put(path, like(path, next)));
      return loss;
    }

    private double slope(Graph graph, Map<String, Tensor> batch, String path, int i) {
      float[] up = tensor(path).floats();
      float[] down = up.clone();
      up[i] += NUDGE;
      down[i] -= NUDGE;
      double difference =
          loss(graph, batch, Map.of(path, like(path, up)))
              - loss(graph, batch, Map.of(path, like(path, down)));
      return difference / (2 * NUDGE);
    }

    private Tensor tensor(String path) {
      return java.util.Objects.requireNonNull(values.get(path));
    }

    private Tensor like(String path, float[] numbers) {
      return Tensor.of(numbers, tensor(path).shape());
    }

    private double loss(Graph graph, Map<String, Tensor> batch, Map<String, Tensor> instead) {
      Tensor loss = Reference.run(graph, weights().with(instead), batch).get("loss");
      return java.util.Objects.requireNonNull(loss).getFloat(0);
    }

    private Weights weights() {
      return Weights.of(frozen).with(values);
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      throw new AssertionError("the loop takes whole steps");
    }

    @Override
    public void update(double rate) {
      throw new AssertionError("the loop takes whole steps");
    }

    @Override
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
      return Reference.run(graph, weights(), inputs);
    }

    @Override
    public Map<String, Tensor> parameters() {
      return new LinkedHashMap<>(values);
    }

    @Override
    public Map<String, Tensor> state() {
      return parameters();
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      values.putAll(state);
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {}
  }
}
