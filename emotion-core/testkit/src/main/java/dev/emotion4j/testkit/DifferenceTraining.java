package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.InputCheck;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.Training;
import dev.emotion4j.spi.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Training by central differences over the reference: the truth that trainers are compared with.
 * Two evaluations per trainable number and step, so for tiny networks only.
 */
final class DifferenceTraining implements Training {
  @Override
  public Trainer start(TrainingPlan plan) {
    return new Slow(plan);
  }

  /** One parameter with its gradient and moments. */
  private static final class Slot {
    final Parameter parameter;
    float[] value;
    double[] gradient;
    float[] m;
    float[] v;

    Slot(Parameter parameter, Tensor value) {
      this.parameter = parameter;
      this.value = value.floats();
      this.gradient = new double[this.value.length];
      this.m = new float[this.value.length];
      this.v = new float[this.value.length];
    }

    Tensor tensor(float[] numbers) {
      return Tensor.of(numbers, parameter.shape().stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private static final class Slow implements Trainer {
    private final TrainingPlan plan;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Map<String, Tensor> frozen = new LinkedHashMap<>();
    private long steps;
    private boolean closed;

    Slow(TrainingPlan plan) {
      this.plan = plan;
      for (Parameter parameter : plan.parameters()) {
        Tensor value = plan.weights().get(parameter);
        if (plan.trainable().test(parameter)) {
          slots.put(parameter.path(), new Slot(parameter, value));
        } else {
          frozen.put(parameter.path(), value);
        }
      }
      if (slots.isEmpty()) {
        throw new IllegalArgumentException(
            "the plan trains none of its " + frozen.size() + " parameters; widen 'trainable'");
      }
    }

    private Tensor value(String path) {
      Slot slot = slots.get(path);
      return slot == null ? Rows.get(frozen, path) : slot.tensor(slot.value);
    }

    private void admit(Graph graph, Map<String, Tensor> inputs) {
      open();
      if (!plan.graphs().contains(graph)) {
        throw new IllegalArgumentException("a graph that is not in the plan; add it there");
      }
      InputCheck.check(graph.inputs(), inputs);
    }

    private void open() {
      if (closed) {
        throw new IllegalStateException("the trainer is closed; start another");
      }
    }

    @Override
    public double step(Graph graph, Map<String, Tensor> batch, double rate) {
      double loss = accumulate(graph, batch, 1);
      update(rate);
      return loss;
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      admit(graph, batch);
      Differences differences =
          new Differences(graph, batch, this::value, Initializer.mix(plan.seed(), "step " + steps));
      for (Parameter parameter : graph.parameters()) {
        Slot slot = slots.get(parameter.path());
        for (int i = 0; slot != null && i < slot.value.length; i++) {
          slot.gradient[i] += weight * differences.gradient(parameter.path(), i);
        }
      }
      return differences.loss();
    }

    @Override
    public void update(double rate) {
      open();
      steps++;
      double square =
          slots.values().stream()
              .flatMapToDouble(s -> java.util.Arrays.stream(s.gradient))
              .map(g -> g * g)
              .sum();
      double clip =
          plan.clipNorm().isPresent()
              ? Math.min(1, plan.clipNorm().getAsDouble() / (Math.sqrt(square) + 1e-6))
              : 1;
      slots.values().forEach(slot -> apply(slot, rate, clip));
    }

    private void apply(Slot slot, double rate, double clip) {
      AdamW adam = plan.optimizer();
      double decay = plan.decays().test(slot.parameter) ? rate * adam.weightDecay() : 0;
      for (int i = 0; i < slot.value.length; i++) {
        double g = slot.gradient[i] * clip;
        double m = adam.beta1() * slot.m[i] + (1 - adam.beta1()) * g;
        double v = adam.beta2() * slot.v[i] + (1 - adam.beta2()) * g * g;
        double mean = m / (1 - Math.pow(adam.beta1(), steps));
        double spread = Math.sqrt(v / (1 - Math.pow(adam.beta2(), steps))) + adam.epsilon();
        slot.value[i] = (float) (slot.value[i] * (1 - decay) - rate * mean / spread);
        slot.m[i] = (float) m;
        slot.v[i] = (float) v;
        slot.gradient[i] = 0;
      }
    }

    @Override
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
      admit(graph, inputs);
      Map<String, Tensor> all = new LinkedHashMap<>(frozen);
      all.putAll(parameters());
      return Reference.run(graph, Weights.of(all), inputs);
    }

    @Override
    public Map<String, Tensor> parameters() {
      open();
      Map<String, Tensor> values = new LinkedHashMap<>();
      slots.forEach((path, slot) -> values.put(path, slot.tensor(slot.value)));
      return values;
    }

    @Override
    public Map<String, Tensor> state() {
      Map<String, Tensor> state = parameters();
      slots.forEach(
          (path, slot) -> {
            state.put("optimizer." + path + ".m", slot.tensor(slot.m));
            state.put("optimizer." + path + ".v", slot.tensor(slot.v));
          });
      state.put("optimizer.step", Tensor.of(new long[] {steps}));
      return state;
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      open();
      slots.forEach(
          (path, slot) -> {
            slot.value = Rows.get(state, path).floats();
            if (state.containsKey("optimizer.step")) {
              slot.m = Rows.get(state, "optimizer." + path + ".m").floats();
              slot.v = Rows.get(state, "optimizer." + path + ".v").floats();
            }
          });
      if (state.containsKey("optimizer.step")) {
        steps = Rows.get(state, "optimizer.step").longs()[0];
      }
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
