package dev.emotion4j.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.fusion.LateFusion.Branch;
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
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.FusionInputs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LateFusionTest {
  private static final LabelSet POOL = LabelSet.of("joy", "anger", "neutral", "sadness");

  // Two branches, whose classifiers give their features as logits.
  private static final LateFusion UNEQUAL =
      new LateFusion(
          POOL,
          List.of(
              new Branch(List.of("anger", "contempt", "happiness"), 2, List.of(0.3, 0.5, 0.2), 1),
              new Branch(
                  List.of("sadness", "neutral", "joy", "anger"),
                  0.5,
                  List.of(0.1, 0.2, 0.3, 0.4),
                  1)));

  private record Fused(LateFusion strategy) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of("a", Type.F32, Input.BATCH, Dim.of(3)),
          Input.of("b", Type.F32, Input.BATCH, Dim.of(4)),
          Input.of("present", Type.BOOL, Input.BATCH, Dim.of(2)),
          Input.of("quality", Type.F32, Input.BATCH, Dim.of(2)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> in) {
      return Values.of(
          "logits",
          strategy.fuse(
              scope,
              new FusionInputs<>(
                  List.of(in.get("a"), in.get("b")),
                  in.get("present"),
                  in.get("quality"),
                  List.of())));
    }
  }

  private static double[] pooled(boolean[] present, float[] quality) {
    Graph graph = Graph.record(new Fused(UNEQUAL));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    graph
        .parameters()
        .forEach(p -> weights.put(p.path(), Tensor.zeros(Type.F32, shape(p.shape()))));
    weights.put("branch.0.classifier.weight", identity(3));
    weights.put("branch.1.classifier.weight", identity(4));
    Map<String, Tensor> inputs =
        Map.of(
            "a", Tensor.of(new float[] {1, 4, -0.5f}, 1, 3),
            "b", Tensor.of(new float[] {0.3f, -0.2f, 1, 0.4f}, 1, 4),
            "present", Tensor.of(present, 1, 2),
            "quality", Tensor.of(quality, 1, 2));
    float[] logits = Reference.run(graph, Weights.of(weights), inputs).get("logits").floats();
    return softmax(logits[0], logits[1], logits[2], logits[3]);
  }

  private static int[] shape(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tensor identity(int size) {
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return Tensor.of(values, size, size);
  }

  private static double[] softmax(double... logits) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i]);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void oneCleanModalityAloneGivesItsOwnCalibratedDistribution() {
    double[] own = softmax(0.3 / 0.5, -0.2 / 0.5, 1 / 0.5, 0.4 / 0.5); // sadness, neutral, joy ...
    assertThat(pooled(new boolean[] {false, true}, new float[] {1, 1}))
        .containsExactly(new double[] {own[2], own[3], own[1], own[0]}, within(1e-6));
  }

  @Test
  void labelsUnknownToABranchKeepTheirShareAndThoseUnknownToThePoolAreDropped() {
    double[] known = softmax(1.0 / 2, -0.5 / 2); // anger, happiness: contempt is gone
    assertThat(pooled(new boolean[] {true, false}, new float[] {1, 1}))
        .containsExactly(new double[] {known[1] / 2, known[0] / 2, 0.25, 0.25}, within(1e-6));
  }

  @Test
  void aModalityWithoutQualityLeavesItsPrior() {
    assertThat(pooled(new boolean[] {true, false}, new float[] {1e-9f, 1}))
        .containsExactly(new double[] {0.2, 0.3, 0.25, 0.25}, within(1e-6)); // .2 and .3 of .5
    assertThat(pooled(new boolean[] {false, true}, new float[] {1, 1e-9f}))
        .containsExactly(new double[] {0.3, 0.4, 0.2, 0.1}, within(1e-6));
  }

  @Test
  void aModalityWithoutQualityLeavesTheOthersAsTheyAre() {
    double[] alone = pooled(new boolean[] {false, true}, new float[] {1, 1});
    assertThat(pooled(new boolean[] {true, true}, new float[] {1e-6f, 1}))
        .containsExactly(alone, within(1e-5));
  }

  @Test
  void twoModalitiesMultiplyWhatTheyHaveSeenBeyondTheirPriors() {
    double[] first = pooled(new boolean[] {true, false}, new float[] {1, 1});
    double[] second = pooled(new boolean[] {false, true}, new float[] {1, 1});
    double[] priorA = {0.2, 0.3, 0.25, 0.25};
    double[] priorB = {0.3, 0.4, 0.2, 0.1};
    double[] logs = new double[4];
    for (int y = 0; y < 4; y++) {
      double prior = (0.5 * Math.log(priorA[y]) + Math.log(priorB[y])) / 1.5; // as its quality
      logs[y] = prior + 0.5 * Math.log(first[y] / priorA[y]) + Math.log(second[y] / priorB[y]);
    }
    assertThat(pooled(new boolean[] {true, true}, new float[] {0.5f, 1}))
        .containsExactly(softmax(logs), within(1e-6));
  }

  @Test
  void settingsKeepLabelsWithCommasAndOwnAliases() {
    LabelSet odd = LabelSet.of("well, joy", "50%").withAlias("half", "50%");
    LateFusion fusion = new LateFusion(odd, List.of(new Branch(List.of("HALF", "Well, joy"), 1.5)));
    assertThat(new LateFusion.Provider().create(fusion.settings())).isEqualTo(fusion);
    assertThat(new LateFusion.Provider().create(UNEQUAL.settings())).isEqualTo(UNEQUAL);
  }

  @Test
  void wrongBranchesAreRefusedByName() {
    assertThatThrownBy(() -> new LateFusion(POOL, List.of(new Branch(List.of("calm", "bored"), 1))))
        .hasMessageContaining("branch 0 tells [calm, bored] apart");
    assertThatThrownBy(
            () -> new LateFusion(LabelSet.EKMAN, List.of(new Branch(List.of("sad", "sadness"), 1))))
        .hasMessageContaining("both mean 'sadness'");
    assertThatThrownBy(() -> new Branch(List.of("joy"), 0)).hasMessageContaining("temperature 0.0");
    assertThatThrownBy(() -> new Branch(List.of("joy"), 1, List.of(0.5, 0.5), 1))
        .hasMessageContaining("2 prior shares for the 1 labels");
    assertThatThrownBy(() -> new LateFusion(POOL, List.of())).hasMessageContaining("no branch");
    assertThatThrownBy(() -> Graph.record(new Fused(Fusion.late(POOL, 3))))
        .hasMessageContaining("3 branches in a model of 2");
    assertThatThrownBy(
            () ->
                new LateFusion.Provider()
                    .create(
                        Map.of("labels", "a,b", "branch.0.labels", "a,b", "branch.1.weight", "2")))
        .hasMessageContaining("unknown settings [branch.1.weight]");
  }
}
