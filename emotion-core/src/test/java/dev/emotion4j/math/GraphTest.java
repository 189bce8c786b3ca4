package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphTest {
  private static final Input X = Input.of("x", Type.F32, Input.BATCH, Dim.of(3));

  /** A network written down in one method, for each test another. */
  private abstract static class Small implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(X);
    }
  }

  private static Small dense() {
    return new Small() {
      @Override
      public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
        Ops<T> o = scope.ops();
        T unused = scope.linear("unused", inputs.get("x"), 5);
        T first = scope.linear("first", inputs.get("x"), 4);
        o.exp(unused);
        return Values.of("b", o.softmax(first, -1), "a", o.gelu(first));
      }
    };
  }

  private static Map<String, Tensor> x(int rows) {
    return Map.of("x", Initializer.normal(1).create(1, "x", List.of(rows, 3)));
  }

  @Test
  void aReplayIsTheNetwork() {
    Graph graph = Graph.record(dense());
    Weights weights = Weights.initialized(3);
    Map<String, Tensor> direct = Reference.run(dense(), weights, List.of(), x(4));
    assertEquals(direct, Reference.run(graph, weights, x(4)));
    assertEquals(direct, Reference.run(graph, weights, x(4)), "a second time");
    assertEquals(
        Reference.run(dense(), weights, List.of(), x(1)), Reference.run(graph, weights, x(1)));
  }

  @Test
  void outputsKeepTheOrderOfTheNetwork() {
    assertEquals(List.of("b", "a"), List.copyOf(Graph.record(dense()).outputs().keySet()));
  }

  @Test
  void whatNoOutputNeedsIsLeftOut() {
    Graph graph = Graph.record(dense());
    assertEquals(
        List.of("first.weight", "first.bias"),
        graph.parameters().stream().map(Parameter::path).toList());
    assertEquals(6, graph.size(), "input, two parameters, linear, softmax, gelu: " + graph);
  }

  @Test
  void derivedOperationsAreOneNode() {
    List<String> seen = new ArrayList<>();
    Graph graph = Graph.record(dense());
    graph.replay(
        Shapes.INSTANCE,
        input -> {
          seen.add(input.name());
          return input.spec();
        },
        parameter -> {
          seen.add(parameter.path());
          return parameter.spec();
        });
    assertEquals(List.of("x", "first.weight", "first.bias"), seen, "each asked for once");
  }

  @Test
  void aRecordingOfARecordingIsTheSame() {
    Graph graph = Graph.record(dense());
    Network again =
        new Small() {
          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            return graph.replay(
                scope.ops(),
                input -> inputs.get(input.name()),
                p ->
                    scope.absolute(
                        p.path(),
                        p.initializer(),
                        p.shape().stream().mapToInt(Integer::intValue).toArray()));
          }
        };
    Graph copy = Graph.record(again);
    assertEquals(graph.size(), copy.size());
    assertEquals(
        Reference.run(graph, Weights.initialized(3), x(4)),
        Reference.run(copy, Weights.initialized(3), x(4)));
  }

  @Test
  void tenThousandOperationsInARowDoNotOverflowTheStack() {
    Network deep =
        new Small() {
          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            T x = inputs.get("x");
            for (int i = 0; i < 10_000; i++) {
              x = scope.ops().relu(x);
            }
            return Values.of("out", x);
          }
        };
    Graph graph = Graph.record(deep);
    assertEquals(10_001, graph.size());
    Tensor out = Reference.run(graph, Weights.of(Map.of()), x(2)).get("out");
    assertEquals(6, out.size());
  }

  @Test
  void aDiamondIsComputedOnce() {
    int[] calls = {0};
    Network diamonds =
        new Small() {
          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            T x = inputs.get("x");
            for (int i = 0; i < 40; i++) {
              x = scope.ops().add(x, x); // 2^40 paths lead to the input
            }
            return Values.of("out", x);
          }
        };
    Graph graph = Graph.record(diamonds);
    assertEquals(41, graph.size());
    graph.replay(
        Shapes.INSTANCE,
        input -> {
          calls[0]++;
          return input.spec();
        },
        Parameter::spec);
    assertEquals(1, calls[0]);
  }

  @Test
  void twoInputsOfOneNameAreRefused() {
    Network twins =
        new Small() {
          @Override
          public List<Input> inputs() {
            return List.of(X, X);
          }

          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            return inputs;
          }
        };
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Graph.record(twins));
    assertTrue(refusal.getMessage().contains("'x'"), refusal.getMessage());
  }

  @Test
  void inputsPassThroughAndUnusedOnesStayDeclared() {
    Network through =
        new Small() {
          @Override
          public List<Input> inputs() {
            return List.of(X, Input.of("ids", Type.I64, Input.BATCH));
          }

          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            return Values.of("x", inputs.get("x"));
          }
        };
    Graph graph = Graph.record(through);
    assertEquals(2, graph.inputs().size());
    assertEquals(1, graph.size());
    assertEquals(X.spec(), graph.outputs().get("x"));
  }

  @Test
  void shapesThatDoNotFitAreRefusedWhileRecording() {
    Network wrong =
        new Small() {
          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            T five = scope.parameter("five", Initializer.zeros(), 5);
            return Values.of("out", scope.ops().add(inputs.get("x"), five));
          }
        };
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Graph.record(wrong));
    assertTrue(refusal.getMessage().contains("3 meets 5"), refusal.getMessage());
  }
}
