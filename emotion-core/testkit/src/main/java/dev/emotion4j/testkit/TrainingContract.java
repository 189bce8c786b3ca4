package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a backend that trains must do: gradients that differences confirm, AdamW as PyTorch computes
 * it, frozen parameters bit-identical, states that resume bit-equal, dropout by seed and step.
 * Extend it and implement {@link #backend}; the inference half is {@link BackendContract}.
 */
public abstract class TrainingContract extends StepContract {
  private final Graph dropping = graph(LossCases.droppingRegression());

  /** For extension. */
  protected TrainingContract() {}

  // ---------------------------------------------------------------------------------- state

  @Test
  void aResumedTrainingIsBitEqual() {
    TrainingPlan plan = plan(ADAMW, dropping);
    Map<String, Tensor> state;
    List<Double> losses = new ArrayList<>();
    Map<String, Tensor> end;
    try (Trainer trainer = start(plan)) {
      steps(trainer, 0, 3);
      state = trainer.state();
      losses.addAll(steps(trainer, 3, 6));
      end = trainer.state();
    }
    try (Trainer resumed = start(plan)) {
      resumed.restore(state);
      assertEquals(losses, steps(resumed, 3, 6), "losses");
      assertEquals(end, resumed.state(), "parameters, moments and step");
    }
  }

  private List<Double> steps(Trainer trainer, int from, int to) {
    List<Double> losses = new ArrayList<>();
    for (int i = from; i < to; i++) {
      losses.add(trainer.step(dropping, batch(i, 4), RATE));
    }
    return losses;
  }

  @Test
  void theStateNamesParametersMomentsAndStep() {
    try (Trainer trainer = start(plan(ADAMW, loss))) {
      trainer.step(loss, batch(0, 4), RATE);
      trainer.step(loss, batch(1, 4), RATE);
      Map<String, Tensor> state = trainer.state();
      for (String path : trainer.parameters().keySet()) {
        assertEquals(trainer.parameters().get(path), state.get(path), path);
        for (String moment : List.of(".m", ".v")) {
          Tensor tensor = Rows.get(state, "optimizer." + path + moment);
          assertEquals(Rows.get(state, path).spec(), tensor.spec(), path + moment);
        }
      }
      assertEquals(2, Rows.get(state, "optimizer.step").longs()[0]);
      assertEquals(3 * trainer.parameters().size() + 1, state.size());
    }
  }

  @Test
  void parametersAreACopyAndCanBePutBack() {
    Graph prediction = graph(LossCases.prediction(0));
    try (Trainer trainer = start(plan(ADAMW, loss, prediction))) {
      Map<String, Tensor> x = Map.of("x", Rows.get(batch(9, 4), "x"));
      trainer.step(loss, batch(0, 4), RATE);
      Map<String, Tensor> best = trainer.parameters();
      Map<String, Tensor> results = trainer.run(prediction, x);
      Tensor kept = Rows.pick(Rows.get(best, "out.weight"), 0, 1);
      trainer.step(loss, batch(1, 4), RATE);
      assertNotEquals(results, trainer.run(prediction, x), "the step changes the results");
      assertEquals(kept, best.get("out.weight"), "a copy stays as it is");
      trainer.restore(best);
      assertEquals(best, trainer.parameters());
      assertEquals(results, trainer.run(prediction, x));
    }
  }

  @Test
  void aRunUsesThePresentParameters() {
    Graph prediction = graph(LossCases.prediction(0));
    try (Trainer trainer = start(plan(ADAMW, loss, prediction))) {
      trainer.step(loss, batch(0, 4), RATE);
      Map<String, Tensor> x = Map.of("x", Rows.get(batch(9, 4), "x"));
      tolerance()
          .check(
              "run after a step",
              Reference.run(prediction, Weights.of(trainer.parameters()), x),
              trainer.run(prediction, x));
    }
  }

  // -------------------------------------------------------------------------------------- dropout

  @Test
  void dropoutDiffersFromStepToStep() {
    try (Trainer trainer = start(plan(ADAMW, dropping))) {
      double first = trainer.step(dropping, batch(0, 8), 0);
      double second = trainer.step(dropping, batch(0, 8), 0);
      double third = trainer.step(dropping, batch(0, 8), 0);
      assertTrue(first != second && second != third, "losses " + first + ", " + second);
    }
  }

  @Test
  void dropoutIsDeterminedByTheSeed() {
    TrainingPlan plan = plan(ADAMW, dropping);
    TrainingPlan other = plan.seed(SEED + 1);
    try (Trainer one = start(plan);
        Trainer same = start(plan);
        Trainer different = start(other)) {
      List<Double> losses = steps(one, 0, 3);
      assertEquals(losses, steps(same, 0, 3));
      assertEquals(one.parameters(), same.parameters());
      assertNotEquals(losses, steps(different, 0, 3));
    }
  }

  @Test
  void dropoutKeepsTheMeanAndDropsAtItsRate() {
    Graph dropped = graph(new LossCase("dropped", LossCases.dropped(), false));
    Map<String, Tensor> ones = Map.of("x", ones(64, 64));
    TrainingPlan plan = plan(ADAMW, dropped);
    double total = 0;
    double a = 1 + value(plan, "a").getFloat(0);
    try (Trainer trainer = start(plan)) {
      for (int i = 0; i < 10; i++) {
        total += trainer.step(dropped, ones, 0) / 10;
      }
    }
    double expected = a + a * a / 4 / 0.75; // the square of what stays is divided by what stays
    assertEquals(expected, total, 0.02 * expected);
  }

  private static Tensor ones(int... shape) {
    float[] values = new float[shape[0] * shape[1]];
    java.util.Arrays.fill(values, 1f);
    return Tensor.of(values, shape);
  }

  @Test
  void attentionDropsItsWeightsInTraining() {
    Graph attention =
        graph(
            new LossCase(
                "attention",
                OpCase.of(
                    "attention",
                    e -> e.o.attention(e.in("q"), e.in("q"), e.in("q"), null, 0.5),
                    "q f32 batch 2 tokens 4"),
                true));
    Map<String, Tensor> inputs = Map.of("q", Numbers.normal(SEED, "q", 3, 2, 5, 4));
    try (Trainer trainer = start(plan(ADAMW, attention))) {
      double first = trainer.step(attention, inputs, 0);
      assertTrue(first != trainer.step(attention, inputs, 0), "loss " + first + " twice");
    }
  }

  @Test
  void aRunIsWithoutDropout() {
    Graph prediction = graph(LossCases.prediction(0.5));
    TrainingPlan plan = plan(ADAMW, dropping, prediction);
    Map<String, Tensor> x = Map.of("x", Rows.get(batch(0, 4), "x"));
    try (Trainer trainer = start(plan)) {
      tolerance()
          .check("run", Reference.run(prediction, plan.weights(), x), trainer.run(prediction, x));
    }
  }

  // -------------------------------------------------------------------------------------- lengths

  @Test
  void oneRecordingTrainsOnTwentyLengths() {
    Graph bert = graph(new LossCase("BERT", TinyNetworks.bert(), false));
    TrainingPlan plan =
        plan(
            ADAMW,
            p -> p.path().equals("encoder.layer.0.attention.self.value.bias"),
            p -> true,
            OptionalDouble.empty(),
            bert);
    try (Trainer trainer = start(plan);
        Trainer slow = new DifferenceTraining().start(plan)) {
      for (int i = 0; i < 20; i++) {
        Map<String, Tensor> inputs =
            Numbers.inputs(
                SEED + i,
                bert.inputs(),
                TinyNetworks.VOCABULARY,
                Map.of("batch", i % 2 == 0 ? 5 : 1, "tokens", 1 + i * 7 % 20));
        double expected = slow.step(bert, inputs, 1e-3);
        assertEquals(expected, trainer.step(bert, inputs, 1e-3), 1e-5 + 1e-4 * expected);
      }
      STEPS.check("20 lengths", slow.parameters(), trainer.parameters());
    }
  }

  // ------------------------------------------------------------------------------------- lifecycle

  @Test
  void twoTrainersAtOnceGiveTheBitsOfOne() throws Exception {
    TrainingPlan plan = plan(ADAMW, dropping);
    Callable<Map<String, Tensor>> train =
        () -> {
          try (Trainer trainer = start(plan)) {
            steps(trainer, 0, 20);
            return trainer.state();
          }
        };
    Map<String, Tensor> alone = train.call();
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (Future<Map<String, Tensor>> one : two.invokeAll(List.of(train, train))) {
        assertEquals(alone, one.get(120, TimeUnit.SECONDS));
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void badBatchesAreRefusedAndLeaveNoTrace() {
    try (Trainer trainer = start(plan(ADAMW, loss))) {
      Map<String, Tensor> before = trainer.parameters();
      Tensor x = Rows.get(batch(0, 4), "x");
      float[] values = x.floats();
      values[3] = Float.NaN;
      List<Map<String, Tensor>> bad =
          List.of(
              Map.of("x", x),
              Map.of("x", x, "y", Rows.get(batch(0, 3), "y")),
              Map.of("x", Tensor.of(values, 4, 3), "y", Rows.get(batch(0, 4), "y")));
      for (Map<String, Tensor> batch : bad) {
        assertThrows(
            IllegalArgumentException.class, () -> trainer.step(loss, batch, RATE), batch + "");
      }
      assertEquals(before, trainer.parameters());
    }
  }

  @Test
  void aGraphThatIsNotInThePlanIsRefused() {
    try (Trainer trainer = start(plan(ADAMW, loss))) {
      assertThrows(IllegalArgumentException.class, () -> trainer.step(dropping, batch(0, 4), RATE));
    }
  }

  @Test
  void aClosedTrainerIsRefusedAndClosesTwice() {
    Trainer trainer = start(plan(ADAMW, loss));
    trainer.close();
    trainer.close();
    assertThrows(IllegalStateException.class, () -> trainer.step(loss, batch(0, 4), RATE));
    assertThrows(IllegalStateException.class, trainer::parameters);
  }
}
