package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The yardstick of gradients is itself exact enough. */
class DifferencesTest {
  private static final Map<String, Integer> SIZES =
      Map.of("batch", 3, "tokens", 4, "others", 3, "samples", 50, "frames", 2);

  @Test
  void aFinerStepGivesTheSameGradients() {
    List<LossCase> cases = new ArrayList<>(LossCase.ofOperations().toList());
    TinyNetworks.all().forEach((name, net) -> cases.add(new LossCase(name, net, false)));
    assertTrue(cases.size() > 80, "found " + cases.size());
    List<String> apart = new ArrayList<>();
    for (LossCase c : cases) {
      Graph graph = Graph.record(c);
      Weights weights = Numbers.weights(GradientContract.SEED, graph);
      Map<String, Tensor> inputs = Numbers.inputs(GradientContract.SEED, graph.inputs(), 5, SIZES);
      for (Parameter p : graph.parameters()) {
        Differences differences =
            new Differences(graph, inputs, path -> of(graph, weights, path), 0);
        int stride = p.size() <= 24 ? 1 : (int) p.size() / 12 + 1;
        for (int i = 0; i < p.size(); i += stride) {
          double coarse = differences.gradient(p.path(), i);
          double fine = differences.gradient(p.path(), i, 1f / (1 << 19));
          if (Math.abs(coarse - fine) > 2e-6 + 2e-4 * Math.abs(fine)) {
            apart.add(c.name() + " '" + p.path() + "' " + i + ": " + coarse + ", " + fine);
          }
        }
      }
    }
    assertEquals(List.of(), apart);
  }

  @Test
  void aKnownGradientIsFound() {
    OpCase c =
        OpCase.of("square", e -> e.o.sum(e.o.square(e.parameter("p", 2)), 0), "x f32 batch 1");
    Graph graph = Graph.record(new LossCase("square", c, false)); // s + s^2 / 4, s = p0^2 + p1^2
    Tensor p = Tensor.of(new float[] {2, -1}, 2);
    Differences found =
        new Differences(graph, Map.of("x", Tensor.of(new float[] {0}, 1, 1)), path -> p, 0);
    assertEquals(5 + 25 / 4.0, found.loss(), 1e-12);
    assertEquals(2 * 2 * (1 + 5 / 2.0), found.gradient("p", 0), 1e-6);
    assertEquals(2 * -1 * (1 + 5 / 2.0), found.gradient("p", 1), 1e-6);
  }

  private static Tensor of(Graph graph, Weights weights, String path) {
    return weights.get(
        graph.parameters().stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow());
  }
}
