package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.SiteWrapper;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gradients against central differences over the reference. */
abstract class GradientContract {
  static final long SEED = 20261123;
  private static final Map<String, Integer> SIZES =
      Map.of("batch", 3, "tokens", 4, "others", 3, "samples", 17, "frames", 2);
  // No moments, and an epsilon that outweighs every gradient: a step moves a parameter by almost
  // exactly its gradient.
  private static final double HUGE = 1e4;
  private static final AdamW BARE = new AdamW(HUGE, 0, 0, HUGE, 0);

  /** Returns the backend under test, which can train. */
  protected abstract Backend backend();

  /** Returns where and how it trains. */
  protected ExecutionOptions options() {
    return ExecutionOptions.DEFAULT;
  }

  /** Returns how far losses and results may be from the reference. */
  protected Tolerance tolerance() {
    return Tolerance.DEFAULT;
  }

  /** Returns how far a gradient may be from the one found by differences. */
  protected Tolerance gradientTolerance() {
    return new Tolerance(1e-5, 1e-3);
  }

  final Trainer start(TrainingPlan plan) {
    return backend()
        .training()
        .orElseThrow(() -> new AssertionError("backend '" + backend().name() + "' has no training"))
        .start(plan);
  }

  final TrainingPlan plan(AdamW optimizer, Graph... graphs) {
    return plan(optimizer, p -> true, p -> true, OptionalDouble.empty(), graphs);
  }

  final TrainingPlan plan(
      AdamW optimizer,
      Predicate<Parameter> trainable,
      Predicate<Parameter> decays,
      OptionalDouble clip,
      Graph... graphs) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    for (Graph graph : graphs) {
      graph.parameters().forEach(p -> all.put(p.path(), p));
    }
    Weights weights = Numbers.weights(SEED, all.values());
    return TrainingPlan.of(weights, optimizer, List.of(graphs))
        .trainable(trainable)
        .decays(decays)
        .clipNorm(clip)
        .seed(SEED)
        .options(options());
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfOperationsEqualDifferences() {
    return LossCase.ofOperations()
        .map(c -> DynamicTest.dynamicTest("gradient of " + c, () -> gradients(c, Map.of())));
  }

  @Test
  void gradientsOfTiedWeightsAddUp() {
    gradients(new LossCase("tied weights", LossCases.tied(), true), Map.of());
  }

  @Test
  void noGradientFlowsThroughStopGradient() {
    gradients(new LossCase("stopped", LossCases.stopped(), false), Map.of());
  }

  @Test
  void gradientsFlowIntoAComputedWeight() {
    gradients(new LossCase("weight norm", LossCases.weightNormed(), true), Map.of());
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfTinyNetworksEqualDifferences() {
    return TinyNetworks.all().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    "gradient of " + entry.getKey(),
                    () ->
                        gradients(
                            new LossCase(entry.getKey(), entry.getValue(), false),
                            Map.of("samples", 50))));
  }

  @TestFactory
  Stream<DynamicTest> gradientsOfObjectivesEqualDifferences() {
    return TinyNetworks.objectives().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    "gradient of " + entry.getKey(),
                    () ->
                        gradients(new LossCase(entry.getKey(), entry.getValue(), true), Map.of())));
  }

  @TestFactory
  Stream<DynamicTest> gradientsThroughAdaptersEqualDifferences() {
    return TinyNetworks.adapters().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    "gradient through " + entry.getKey(),
                    () ->
                        gradients(
                            new LossCase(entry.getKey(), TinyNetworks.bert(), false),
                            Map.of(),
                            entry.getValue())));
  }

  private void gradients(LossCase loss, Map<String, Integer> changed, SiteWrapper... wrappers) {
    Graph graph = Graph.record(loss, List.of(wrappers));
    Map<String, Integer> sizes = new LinkedHashMap<>(SIZES);
    sizes.putAll(changed);
    Map<String, Tensor> inputs = Numbers.inputs(SEED, graph.inputs(), 5, sizes);
    if (graph.parameters().isEmpty()) {
      return;
    }
    TrainingPlan plan = plan(BARE, graph);
    Differences expected = new Differences(graph, inputs, path -> value(plan, path), SEED);
    Map<String, double[]> found = extract(plan, graph, inputs, loss.name(), expected.loss());
    for (Parameter parameter : graph.parameters()) {
      compare(loss.name(), parameter, expected, found);
    }
  }

  private Map<String, double[]> extract(
      TrainingPlan plan, Graph graph, Map<String, Tensor> inputs, String name, double loss) {
    try (Trainer trainer = start(plan)) {
      Map<String, Tensor> before = trainer.parameters();
      double got = trainer.step(graph, inputs, HUGE);
      assertEquals(loss, got, 1e-6 + 1e-5 * Math.abs(loss), name + ": the loss before the step");
      Map<String, Tensor> after = trainer.parameters();
      assertEquals(before.keySet(), after.keySet());
      Map<String, double[]> gradients = new LinkedHashMap<>();
      before.forEach((path, value) -> gradients.put(path, moved(value, Rows.get(after, path))));
      return gradients;
    }
  }

  private static double[] moved(Tensor before, Tensor after) {
    double[] gradient = new double[before.size()];
    for (int i = 0; i < gradient.length; i++) {
      double step = (double) before.getFloat(i) - after.getFloat(i);
      gradient[i] = step / (1 - Math.abs(step) / HUGE);
    }
    return gradient;
  }

  // All elements of small parameters, every so many-th of large ones.
  private void compare(
      String name, Parameter parameter, Differences expected, Map<String, double[]> found) {
    assertTrue(
        found.containsKey(parameter.path()),
        name + ": no parameter '" + parameter.path() + "' was trained");
    double[] gradient = Values.of(found).get(parameter.path());
    int stride = gradient.length <= 24 ? 1 : gradient.length / 12 + 1;
    for (int i = 0; i < gradient.length; i += stride) {
      double wanted = expected.gradient(parameter.path(), i);
      double allowed =
          gradientTolerance().absolute() + gradientTolerance().relative() * Math.abs(wanted);
      assertEquals(
          wanted,
          gradient[i],
          allowed,
          name + ": gradient of '" + parameter.path() + "', element " + i);
    }
  }

  static Tensor value(TrainingPlan plan, String path) {
    for (Parameter parameter : plan.parameters()) {
      if (parameter.path().equals(path)) {
        return plan.weights().get(parameter);
      }
    }
    throw new AssertionError("no parameter '" + path + "'");
  }

  static Graph graph(Network network) {
    return Graph.record(network);
  }
}
