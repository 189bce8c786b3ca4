package dev.emotion4j.testkit;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A loss on top of another network, with gradients everywhere: every F32 input passes a trainable
 * scale and shift, and the loss {@code mean(o + o^2 / 4)} weighs every output element differently.
 *
 * @param name what it is
 * @param network has one F32 output
 * @param movable whether the inputs pass the trainable scale and shift
 */
record LossCase(String name, Network network, boolean movable) implements Network {
  /** Returns the operations whose gradients are defined and can be found by differences. */
  static Stream<LossCase> ofOperations() {
    return Stream.of(PrimitiveCases.all(), ConvolutionCases.all(), DerivedCases.all())
        .flatMap(cases -> cases)
        .filter(c -> smooth(c.name()) && floating(c))
        .map(c -> new LossCase(c.name(), c, true));
  }

  // Behind a cast, a stop or a constant there is no gradient; steep functions defeat differences.
  private static boolean smooth(String name) {
    return Stream.of("large", "cast", "stopGradient", "NaN", "dropout", "integers", "constant")
        .noneMatch(name::contains);
  }

  private static boolean floating(OpCase c) {
    Spec out = Graph.record(c).outputs().values().iterator().next();
    return out.type() == Type.F32;
  }

  @Override
  public List<Input> inputs() {
    return network.inputs();
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> o = scope.ops();
    Map<String, T> moved = new LinkedHashMap<>();
    for (Input input : network.inputs()) {
      T x = inputs.get(input.name());
      boolean moves = movable && input.spec().type() == Type.F32;
      moved.put(input.name(), moves ? moved(scope.at("moved." + input.name()), x) : x);
    }
    Values<T> results = network.apply(scope, Values.of(moved));
    T out = results.map().values().iterator().next();
    T curved = o.add(out, o.scale(o.square(out), 0.25));
    int rank = o.shape(out).rank();
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = i;
    }
    T mean = o.mean(curved, axes);
    return Values.of("loss", o.reshape(mean, new Dim[0]));
  }

  private static <T> T moved(Scope<T> scope, T x) {
    T scale = scope.parameter("scale", Initializer.ones(), 1);
    T shift = scope.parameter("shift", Initializer.zeros(), 1);
    return scope.ops().add(scope.ops().mul(x, scale), shift);
  }

  @Override
  public String toString() {
    return name;
  }
}
