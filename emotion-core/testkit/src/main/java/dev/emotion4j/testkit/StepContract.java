package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Steps of the optimizer: AdamW, clipping, freezing, accumulation. */
abstract class StepContract extends GradientContract {
  static final AdamW ADAMW = new AdamW(0.01, 0.9, 0.999, 1e-8, 0.1);
  static final double RATE = 0.01;
  static final Tolerance STEPS = new Tolerance(2e-5, 1e-4);
  // Such an epsilon keeps tiny gradients tiny: AdamW's first steps follow the sign alone otherwise.
  private static final AdamW CALM = new AdamW(0.01, 0.9, 0.999, 1e-2, 0.1);
  final Graph loss = graph(LossCases.regression());
  private final Graph bits = graph(LossCases.parameters());

  static Map<String, Tensor> batch(int index, int rows) {
    return Map.of(
        "x", Numbers.normal(SEED, "x" + index, rows, 3),
        "y", Numbers.normal(SEED, "y" + index, rows, 2));
  }

  // Runs the plan on the trainer under test and on the slow one, and compares the parameters.
  private void sameAsReference(TrainingPlan plan, Graph graph, int steps) {
    try (Trainer trainer = start(plan);
        Trainer slow = new DifferenceTraining().start(plan)) {
      for (int i = 0; i < steps; i++) {
        double expected = slow.step(graph, batch(i, 4), RATE);
        double found = trainer.step(graph, batch(i, 4), RATE);
        assertEquals(expected, found, 1e-5 + 1e-4 * expected, "loss of step " + i);
        STEPS.check("after step " + i, slow.parameters(), trainer.parameters());
      }
    }
  }

  // ----------------------------------------------------------------------------------- optimizer

  @Test
  void threeStepsAreAdamWAsPyTorchComputesIt() {
    sameAsReference(plan(ADAMW, loss), loss, 3);
  }

  @Test
  void theRateOfTheStepCounts() {
    TrainingPlan plan = plan(ADAMW, loss);
    try (Trainer trainer = start(plan)) {
      Map<String, Tensor> before = trainer.parameters();
      trainer.step(loss, batch(0, 4), 0);
      assertEquals(before, trainer.parameters(), "a rate of 0 moves nothing, decay included");
    }
  }

  @Test
  void onlyWhatDecaysDecays() {
    TrainingPlan plan =
        plan(
            ADAMW.weightDecay(10),
            p -> true,
            p -> p.shape().size() > 1,
            OptionalDouble.empty(),
            loss);
    sameAsReference(plan, loss, 2);
  }

  @Test
  void gradientsAreClippedTogether() {
    AdamW bare = new AdamW(1, 0, 0, 1, 0);
    sameAsReference(plan(bare, p -> true, p -> true, OptionalDouble.of(0.05), loss), loss, 2);
  }

  @Test
  void smallGradientsAreNotClipped() {
    AdamW bare = new AdamW(1, 0, 0, 1, 0);
    sameAsReference(plan(bare, p -> true, p -> true, OptionalDouble.of(1e6), loss), loss, 2);
  }

  // -------------------------------------------------------------------------------------- freezing

  @Test
  void frozenParametersStayBitIdentical() {
    TrainingPlan plan =
        plan(
            ADAMW, p -> p.path().startsWith("out."), p -> true, OptionalDouble.of(0.5), loss, bits);
    try (Trainer trainer = start(plan)) {
      assertEquals(java.util.Set.of("out.weight", "out.bias"), trainer.parameters().keySet());
      Map<String, Tensor> before = trainer.run(bits, Map.of("x", batch(0, 1).get("x")));
      for (int i = 0; i < 5; i++) {
        trainer.step(loss, batch(i, 4), RATE);
      }
      Map<String, Tensor> after = trainer.run(bits, Map.of("x", batch(0, 1).get("x")));
      for (String frozen : List.of("hidden.weight", "hidden.bias")) {
        assertEquals(value(plan, frozen), after.get(frozen), frozen + " is frozen");
      }
      for (String trained : List.of("out.weight", "out.bias")) {
        assertNotEquals(before.get(trained), after.get(trained), trained + " is trained");
        assertEquals(trainer.parameters().get(trained), after.get(trained));
      }
    }
  }

  @Test
  void freezingTheLastLayerTrainsTheFirst() {
    TrainingPlan plan =
        plan(ADAMW, p -> p.path().startsWith("hidden."), p -> true, OptionalDouble.of(0.5), loss);
    sameAsReference(plan, loss, 2);
  }

  @TestFactory
  Stream<DynamicTest> onlyAnAdapterTrains() {
    return TinyNetworks.adapters().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    "only " + entry.getKey() + " trains", () -> trainsAlone(entry.getValue())));
  }

  private void trainsAlone(Adapter adapter) {
    Graph bert = Graph.record(new LossCase("BERT", TinyNetworks.bert(), false), List.of(adapter));
    TrainingPlan plan =
        plan(
            CALM, p -> p.owner() == Parameter.Owner.ADAPTER, p -> true, OptionalDouble.of(1), bert);
    try (Trainer trainer = start(plan);
        Trainer slow = new DifferenceTraining().start(plan)) {
      for (int i = 0; i < 2; i++) {
        Map<String, Tensor> inputs =
            Numbers.inputs(
                SEED + i,
                bert.inputs(),
                TinyNetworks.VOCABULARY,
                Map.of("batch", 3, "tokens", 4 + i));
        trainer.step(bert, inputs, RATE);
        slow.step(bert, inputs, RATE);
      }
      STEPS.check("two steps", slow.parameters(), trainer.parameters());
    }
  }

  @Test
  void aPlanThatTrainsNothingIsRefused() {
    TrainingPlan plan = plan(ADAMW, p -> false, p -> true, OptionalDouble.empty(), loss);
    assertThrows(IllegalArgumentException.class, () -> start(plan).close());
  }

  @Test
  void aParameterWithoutValueIsRefused() {
    TrainingPlan whole = plan(ADAMW, loss);
    Map<String, Tensor> some = new LinkedHashMap<>();
    for (Parameter parameter : whole.parameters()) {
      if (!parameter.path().equals("out.bias")) {
        some.put(parameter.path(), whole.weights().get(parameter));
      }
    }
    TrainingPlan plan = whole.weights(Weights.of(some));
    assertThrows(IllegalArgumentException.class, () -> start(plan).close());
  }

  @Test
  void theStartingValuesAreNotWrittenTo() {
    TrainingPlan plan = plan(ADAMW, loss);
    Tensor before = Rows.pick(value(plan, "out.weight"), 0, 1);
    try (Trainer trainer = start(plan)) {
      trainer.step(loss, batch(0, 4), RATE);
    }
    assertEquals(before, value(plan, "out.weight"));
  }

  // ---------------------------------------------------------------------------------- accumulation

  @Test
  void aStepIsAccumulateAndUpdate() {
    TrainingPlan plan = plan(ADAMW, p -> true, p -> true, OptionalDouble.of(0.3), loss);
    try (Trainer whole = start(plan);
        Trainer parts = start(plan)) {
      for (int i = 0; i < 4; i++) {
        double expected = whole.step(loss, batch(i, 4), RATE);
        assertEquals(
            expected, parts.accumulate(loss, batch(i, 4), 1), 1e-6 + 1e-5 * expected, "loss");
        parts.update(RATE);
      }
      STEPS.check("accumulate and update", whole.parameters(), parts.parameters());
    }
  }

  @Test
  void partsOfABatchAreOneWholeBatch() {
    TrainingPlan plan = plan(ADAMW, loss);
    try (Trainer whole = start(plan);
        Trainer parts = start(plan)) {
      for (int i = 0; i < 3; i++) {
        whole.step(loss, batch(i, 4), RATE);
        parts.accumulate(loss, Rows.pick(batch(i, 4), 0), 0.25);
        parts.accumulate(loss, Rows.pick(batch(i, 4), 1, 2, 3), 0.75);
        parts.update(RATE);
      }
      STEPS.check("parts", whole.parameters(), parts.parameters());
    }
  }

  @Test
  void accumulateMovesNothingAndReturnsTheUnweightedLoss() {
    try (Trainer trainer = start(plan(ADAMW, loss))) {
      Map<String, Tensor> before = trainer.parameters();
      double once = trainer.accumulate(loss, batch(0, 4), 1);
      double tenth = trainer.accumulate(loss, batch(0, 4), 0.1);
      assertEquals(once, tenth, 1e-6 + 1e-5 * once);
      assertEquals(before, trainer.parameters());
    }
  }

  @Test
  void twoLossGraphsShareTheirParameters() {
    Graph other = graph(new LossCase("prediction", LossCases.prediction(0), false));
    TrainingPlan plan = plan(ADAMW, loss, other);
    try (Trainer trainer = start(plan);
        Trainer slow = new DifferenceTraining().start(plan)) {
      for (Trainer one : List.of(trainer, slow)) {
        one.step(loss, batch(0, 4), RATE);
        one.accumulate(other, Map.of("x", Rows.get(batch(1, 3), "x")), 1);
        one.accumulate(loss, batch(1, 4), 0.5);
        one.update(RATE);
      }
      STEPS.check("two graphs", slow.parameters(), trainer.parameters());
    }
  }
}
