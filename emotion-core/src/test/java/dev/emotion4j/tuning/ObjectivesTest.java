package dev.emotion4j.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.model.Json;
import dev.emotion4j.spi.Objective;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ObjectivesTest {
  private static final double STEP = 1e-3;

  private static double loss(Objective objective, Map<String, Tensor> inputs) {
    Scope<Reference.Array> scope =
        Scope.root(
            Reference.INSTANCE,
            p -> {
              throw new AssertionError("objectives have no parameters");
            },
            List.of());
    Map<String, Reference.Array> arrays = new HashMap<>();
    inputs.forEach((name, tensor) -> arrays.put(name, Reference.Array.of(tensor)));
    double[] found = objective.apply(scope, Values.of(arrays)).get(Objective.LOSS).doubles();
    assertThat(found).hasSize(1);
    return found[0];
  }

  private static Objective objective(String name, int columns, Json constants) {
    List<Double> weights =
        constants.find("weights").isPresent()
            ? Arrays.stream(Golden.numbers(constants.get("weights"))).boxed().toList()
            : List.of();
    if (name.startsWith("cross_entropy soft")) {
      return CrossEntropy.soft(columns);
    }
    if (name.startsWith("cross_entropy")) {
      double smoothing = constants.find("smoothing").map(Json::number).orElse(0.0);
      return CrossEntropy.of(columns).smoothing(smoothing).classWeights(weights);
    }
    if (name.startsWith("bce")) {
      return BinaryCrossEntropy.of(columns).positiveWeights(weights);
    }
    if (name.startsWith("mse")) {
      return MeanSquaredError.of(columns);
    }
    return name.startsWith("ccc")
        ? new Concordance(columns)
        : new Contrastive(columns, constants.get("temperature").number());
  }

  @TestFactory
  List<DynamicTest> lossesAndGradientsAreThoseOfPyTorch() {
    List<Json> cases = Golden.json("objectives/objectives.json").get("cases").items();
    assertThat(cases).hasSizeGreaterThan(11);
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.get("name").text(), () -> check(c)))
        .toList();
  }

  private static void check(Json golden) {
    Map<String, Tensor> inputs = new HashMap<>();
    Map<String, String> ours =
        Map.of("predictions", Objective.LOGITS, "first", Objective.LOGITS, "second", "targets");
    golden
        .get("inputs")
        .fields()
        .forEach((name, json) -> inputs.put(ours.getOrDefault(name, name), Golden.floats(json)));
    Json constants = golden.get("constants");
    constants
        .find("targets")
        .ifPresent(
            json -> {
              boolean labels = Golden.shape(json).length == 1;
              inputs.put(
                  labels ? "labels" : "targets", labels ? Golden.longs(json) : Golden.floats(json));
            });
    int columns = inputs.get(Objective.LOGITS).dim(1);
    Objective objective = objective(golden.get("name").text(), columns, constants);
    double expected = golden.get("loss").number();
    assertThat(loss(objective, inputs)).isCloseTo(expected, within(1e-6 * Math.max(1, expected)));
    golden
        .get("gradients")
        .fields()
        .forEach(
            (name, json) ->
                assertGradient(
                    objective, inputs, ours.getOrDefault(name, name), Golden.numbers(json)));
  }

  // Central differences over the double interpreter; the inputs are floats, so that the step is
  // what they can hold.
  private static void assertGradient(
      Objective objective, Map<String, Tensor> inputs, String name, double[] expected) {
    float[] values = inputs.get(name).floats();
    int[] shape = inputs.get(name).shape();
    for (int i = 0; i < values.length; i++) {
      float[] up = values.clone();
      float[] down = values.clone();
      up[i] += (float) (STEP * Math.max(1, Math.abs(values[i]) / 8));
      down[i] -= (float) (STEP * Math.max(1, Math.abs(values[i]) / 8));
      Map<String, Tensor> changed = new HashMap<>(inputs);
      changed.put(name, Tensor.of(up, shape));
      double above = loss(objective, changed);
      changed.put(name, Tensor.of(down, shape));
      double found = (above - loss(objective, changed)) / ((double) up[i] - down[i]);
      assertThat(found)
          .as("%s[%d]", name, i)
          .isCloseTo(expected[i], within(2e-5 + 1e-4 * Math.abs(expected[i])));
    }
  }

  @Test
  void crossEntropyOfEvenLogitsIsTheLogOfTheNumberOfClasses() {
    Map<String, Tensor> inputs =
        Map.of("logits", Tensor.of(new float[8], 2, 4), "labels", Tensor.of(new long[] {3, 0}, 2));
    assertThat(loss(CrossEntropy.of(4), inputs)).isCloseTo(Math.log(4), within(1e-12));
  }

  @Test
  void crossEntropyIsWhatTheHandComputes() {
    // softmax of (ln 1, ln 2, ln 5) is (1/8, 2/8, 5/8)
    float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
    Map<String, Tensor> inputs =
        Map.of("logits", Tensor.of(logits, 1, 3), "labels", Tensor.of(new long[] {1}, 1));
    assertThat(loss(CrossEntropy.of(3), inputs)).isCloseTo(Math.log(4), within(1e-7));
  }

  @Test
  void rowWeightsCountRows() {
    float[] logits = {0, 0, (float) Math.log(3), 0};
    Map<String, Tensor> inputs =
        Map.of(
            "logits", Tensor.of(logits, 2, 2),
            "labels", Tensor.of(new long[] {0, 1}, 2),
            "targets", Tensor.of(new float[] {1, 0, 0, 1}, 2, 2),
            "weight", Tensor.of(new float[] {1, 3}, 2));
    double first = Math.log(2);
    double second = Math.log(4);
    assertThat(loss(CrossEntropy.of(2).weightedRows(), inputs))
        .isCloseTo((first + 3 * second) / 4, within(1e-7));
    assertThat(loss(CrossEntropy.soft(2).weightedRows(), inputs))
        .isCloseTo((first + 3 * second) / 4, within(1e-7));
    assertThat(loss(CrossEntropy.of(2).classWeights(List.of(2.0, 0.5)).weightedRows(), inputs))
        .isCloseTo((2 * first + 3 * 0.5 * second) / (2 + 3 * 0.5), within(1e-7));
    double sigmoid = (Math.log(4) + Math.log(2)) / 2; // row 2: 1 - 3/4 and 1/2
    assertThat(loss(BinaryCrossEntropy.of(2).weightedRows(), inputs))
        .isCloseTo((Math.log(2) + 3 * sigmoid) / 4, within(1e-7));
    double squares = (Math.log(3) * Math.log(3) + 1) / 2;
    assertThat(loss(MeanSquaredError.of(2).weightedRows(), inputs))
        .isCloseTo((0.5 + 3 * squares) / 4, within(1e-6));
  }

  @Test
  void binaryCrossEntropyHasThePrintedGradient() {
    // logit = theta_1 a + theta_2 b; dL/dtheta_k = -(1/N) sum (y/p - (1-y)/(1-p)) dp/dtheta_k
    double[][] rows = {{0.5, -1}, {2, 0.25}, {-1.5, 1}, {0, 0}};
    double[] y = {1, 0, 0, 1};
    double[] theta = {0.7, -0.4};
    for (int k = 0; k < 2; k++) {
      double printed = 0;
      for (int i = 0; i < y.length; i++) {
        double p = 1 / (1 + Math.exp(-(theta[0] * rows[i][0] + theta[1] * rows[i][1])));
        double dp = p * (1 - p) * rows[i][k];
        printed -= (y[i] / p - (1 - y[i]) / (1 - p)) * dp / y.length;
      }
      double h = 1e-3;
      double above = lossAt(rows, y, theta, k, h);
      double found = (above - lossAt(rows, y, theta, k, -h)) / (2 * h);
      assertThat(found).isCloseTo(printed, within(2e-5));
    }
  }

  private static double lossAt(double[][] rows, double[] y, double[] theta, int k, double step) {
    float[] logits = new float[y.length];
    float[] targets = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      double logit = theta[0] * rows[i][0] + theta[1] * rows[i][1] + step * rows[i][k];
      logits[i] = (float) logit;
      targets[i] = (float) y[i];
    }
    return loss(
        BinaryCrossEntropy.of(1),
        Map.of(
            "logits", Tensor.of(logits, y.length, 1), "targets", Tensor.of(targets, y.length, 1)));
  }

  @Test
  void perfectAgreementHasConcordanceLossZeroAndConstantsOne() {
    float[] values = {0.1f, 0.9f, -0.5f, 0.3f};
    Tensor column = Tensor.of(values, 4, 1);
    assertThat(loss(new Concordance(1), Map.of("logits", column, "targets", column)))
        .isCloseTo(0, within(1e-6));
    Tensor constant = Tensor.of(new float[] {1, 1}, 2, 1);
    assertThat(loss(new Concordance(1), Map.of("logits", constant, "targets", constant)))
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void everyObjectiveRecordsForAnyBatch() {
    List<Objective> all =
        List.of(
            CrossEntropy.of(3).smoothing(0.1).classWeights(List.of(1.0, 2.0, 3.0)).weightedRows(),
            CrossEntropy.soft(3),
            BinaryCrossEntropy.of(3).positiveWeights(List.of(1.0, 2.0, 3.0)).weightedRows(),
            MeanSquaredError.of(3),
            new Concordance(3),
            new Contrastive(3, 0.1));
    for (Objective objective : all) {
      var graph = dev.emotion4j.math.Graph.record(objective);
      assertThat(graph.outputs().get(Objective.LOSS).shape().dims())
          .allMatch(dim -> dim.equals(dev.emotion4j.math.Dim.of(1)));
    }
  }
}
