package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.testkit.TinyNetworks;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What trainings of tests have in common: one seed, and everything that trains decays. */
final class TrainingFixture {
  static final long SEED = 20261126;

  private TrainingFixture() {}

  /** The loss that is the mean square of a network's features. */
  record MeanSquare(Network network) implements Network {
    @Override
    public List<Input> inputs() {
      return network.inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T features = network.apply(scope, inputs).get(TinyNetworks.FEATURES);
      return Values.of("loss", o.mean(o.mul(features, features), 0, 1));
    }
  }

  static TrainingPlan plan(
      Weights weights,
      Predicate<Parameter> trainable,
      AdamW rule,
      OptionalDouble clip,
      Graph... graphs) {
    return TrainingPlan.of(weights, rule, List.of(graphs))
        .trainable(trainable)
        .clipNorm(clip)
        .seed(SEED);
  }

  /** Starts to train everything. */
  static Trainer start(Weights weights, AdamW rule, OptionalDouble clip, Graph... graphs) {
    return start(plan(weights, p -> true, rule, clip, graphs));
  }

  static Trainer start(TrainingPlan plan) {
    return new DjlBackend().training().orElseThrow().start(plan);
  }
}
