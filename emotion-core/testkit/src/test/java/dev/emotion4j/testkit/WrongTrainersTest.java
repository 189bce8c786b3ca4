package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.Training;
import dev.emotion4j.spi.TrainingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every wrong trainer fails the check that is there for its mistake. */
class WrongTrainersTest {
  /** The contract, on whichever trainer is wrong at the moment. */
  static final class Subject extends TrainingContract {
    static Training current = new DifferenceTraining();

    @Override
    protected Backend backend() {
      return new SlowBackend(current);
    }
  }

  private record Mistake(String name, Training training, String check) {}

  @TestFactory
  Stream<DynamicTest> everyMistakeFailsItsCheck() {
    List<Mistake> mistakes = mistakes();
    assertTrue(mistakes.size() >= 10, "found " + mistakes.size());
    return mistakes.stream()
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(),
                    () -> {
                      Subject.current = m.training();
                      Checks.mustFail(Subject.class, m.check(), m.check());
                    }));
  }

  private static List<Mistake> mistakes() {
    return List.of(
        new Mistake("a frozen parameter moves", Moving::new, "frozenParametersStayBitIdentical"),
        new Mistake(
            "nothing is clipped",
            planned(WrongTrainersTest::unclipped),
            "gradientsAreClippedTogether"),
        new Mistake(
            "everything decays", planned(WrongTrainersTest::decaying), "onlyWhatDecaysDecays"),
        new Mistake(
            "the first moment decays faster",
            planned(WrongTrainersTest::hasty),
            "threeStepsAreAdamWAsPyTorchComputesIt"),
        new Mistake("accumulate overwrites", Overwriting::new, "partsOfABatchAreOneWholeBatch"),
        new Mistake(
            "accumulate ignores its weight", Unweighted::new, "partsOfABatchAreOneWholeBatch"),
        new Mistake("the rate of the step is ignored", FixedRate::new, "theRateOfTheStepCounts"),
        new Mistake("restore forgets the moments", Forgetting::new, "aResumedTrainingIsBitEqual"),
        new Mistake("dropout is off", rewritten(Forwarding::new), "dropoutDiffersFromStepToStep"),
        new Mistake(
            "stopGradient lets gradients through",
            rewritten(NoStop::new),
            "noGradientFlowsThroughStopGradient"),
        new Mistake(
            "only one use of a tied weight counts",
            rewritten(OneUse::new),
            "gradientsOfTiedWeightsAddUp"),
        new Mistake(
            "dropout does not scale what stays",
            rewritten(Unscaled::new),
            "dropoutKeepsTheMeanAndDropsAtItsRate"),
        new Mistake("a run uses the starting values", Stale::new, "aRunUsesThePresentParameters"));
  }

  private static Training planned(UnaryOperator<TrainingPlan> change) {
    return plan -> new DifferenceTraining().start(change.apply(plan));
  }

  private static TrainingPlan unclipped(TrainingPlan p) {
    return p.clipNorm(OptionalDouble.empty());
  }

  private static TrainingPlan decaying(TrainingPlan p) {
    return p.decays(x -> true);
  }

  private static TrainingPlan hasty(TrainingPlan p) {
    AdamW a = p.optimizer();
    return p.optimizer(
        new AdamW(a.learningRate(), a.beta1() * 0.9, a.beta2(), a.epsilon(), a.weightDecay()));
  }

  /** A faithful trainer to make mistakes in. */
  private static class Handing implements Trainer {
    final Trainer to;

    Handing(TrainingPlan plan) {
      this.to = new DifferenceTraining().start(plan);
    }

    @Override
    public double step(Graph graph, Map<String, Tensor> batch, double rate) {
      return to.step(graph, batch, rate);
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      return to.accumulate(graph, batch, weight);
    }

    @Override
    public void update(double rate) {
      to.update(rate);
    }

    @Override
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
      return to.run(graph, inputs);
    }

    @Override
    public Map<String, Tensor> parameters() {
      return to.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
      return to.state();
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      to.restore(state);
    }

    @Override
    public Device device() {
      return to.device();
    }

    @Override
    public void close() {
      to.close();
    }
  }

  private static final class Moving extends Handing {
    private final TrainingPlan asked;

    Moving(TrainingPlan p) {
      super(p.trainable(x -> true));
      this.asked = p;
    }

    @Override
    public Map<String, Tensor> parameters() {
      Map<String, Tensor> trainable = new LinkedHashMap<>(super.parameters());
      asked.parameters().stream()
          .filter(asked.trainable().negate())
          .forEach(p -> trainable.remove(p.path()));
      return trainable;
    }
  }

  private static final class Overwriting extends Handing {
    private @Nullable Runnable last;

    Overwriting(TrainingPlan plan) {
      super(plan);
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      last = () -> super.accumulate(graph, batch, weight);
      return 0;
    }

    @Override
    public void update(double rate) {
      if (last != null) {
        last.run();
      }
      super.update(rate);
    }
  }

  private static final class Unweighted extends Handing {
    Unweighted(TrainingPlan plan) {
      super(plan);
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      return super.accumulate(graph, batch, 1);
    }
  }

  private static final class FixedRate extends Handing {
    private final double rate;

    FixedRate(TrainingPlan plan) {
      super(plan);
      this.rate = plan.optimizer().learningRate();
    }

    @Override
    public double step(Graph graph, Map<String, Tensor> batch, double ignored) {
      return super.step(graph, batch, rate);
    }
  }

  private static final class Forgetting extends Handing {
    Forgetting(TrainingPlan plan) {
      super(plan);
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      Map<String, Tensor> some = new LinkedHashMap<>(state);
      some.keySet().removeIf(name -> name.startsWith("optimizer."));
      super.restore(some);
    }
  }

  private static final class Stale extends Handing {
    private final Trainer first;

    Stale(TrainingPlan plan) {
      super(plan);
      this.first = new DifferenceTraining().start(plan);
    }

    @Override
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
      return first.run(graph, inputs);
    }
  }

  /** Wraps operations, whatever they compute with. */
  private interface Rewriting {
    <T> Ops<T> of(Ops<T> ops);
  }

  private record Rewritten(Graph graph, Rewriting rewriting) implements Network {
    @Override
    public List<Input> inputs() {
      return graph.inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return graph.replay(
          rewriting.of(scope.ops()),
          input -> inputs.get(input.name()),
          p ->
              scope.absolute(
                  p.path(),
                  p.initializer(),
                  p.shape().stream().mapToInt(Integer::intValue).toArray()));
    }
  }

  // Trains every graph of the plan with some operations replaced.
  private static Training rewritten(Rewriting rewriting) {
    return plan -> {
      List<Graph> wrong = new ArrayList<>();
      plan.graphs().forEach(g -> wrong.add(Graph.record(new Rewritten(g, rewriting))));
      return new Handing(plan.graphs(wrong)) {
        @Override
        public double step(Graph graph, Map<String, Tensor> batch, double rate) {
          return super.step(wrong.get(plan.graphs().indexOf(graph)), batch, rate);
        }
      };
    };
  }

  private static final class NoStop<T> extends Forwarding<T> {
    NoStop(Ops<T> to) {
      super(to);
    }

    @Override
    public T stopGradient(T x) {
      return x;
    }
  }

  private static final class OneUse<T> extends Forwarding<T> {
    OneUse(Ops<T> to) {
      super(to);
    }

    @Override
    public T linear(T x, T weight, @Nullable T bias) {
      return super.linear(x, to.stopGradient(weight), bias);
    }
  }

  private static final class Unscaled<T> extends Forwarding<T> {
    Unscaled(Ops<T> to) {
      super(to);
    }

    @Override
    public T dropout(T x, double rate) {
      return scale(to.dropout(x, rate), 1 - rate);
    }
  }
}
