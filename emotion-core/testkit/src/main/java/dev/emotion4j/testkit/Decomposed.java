package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import java.util.List;

/** A recording again as a network, with every derived operation spelled out in primitives. */
record Decomposed(Graph graph) implements Network {
  @Override
  public List<Input> inputs() {
    return graph.inputs();
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    return graph.replay(
        new Forwarding<>(scope.ops()),
        input -> inputs.get(input.name()),
        parameter ->
            scope.absolute(
                parameter.path(),
                parameter.initializer(),
                parameter.shape().stream().mapToInt(Integer::intValue).toArray()));
  }
}
