package dev.emotion4j.math;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network recorded once: its inputs, the parameters that it uses, and its operations in order.
 * Derived operations are one node each. A backend replays the graph on its own {@link Ops}, which
 * write a file format or compute. Immutable and thread-safe.
 *
 * <p>One recording serves every batch size and length: sizes are symbols of the inputs, never
 * numbers of the moment.
 */
public final class Graph {
  /**
   * A recorded value.
   *
   * @param call what produced it from its operands; null for an input or a parameter
   * @param operands the values it is computed from
   * @param spec its type and shape
   * @param input the input that it is, or null
   * @param parameter the parameter that it is, or null
   */
  record Node(
      @Nullable Call call,
      List<Node> operands,
      Spec spec,
      @Nullable Input input,
      @Nullable Parameter parameter) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final List<Input> inputs;
  private final List<Node> nodes;
  private final Map<String, Node> outputs;

  private Graph(List<Input> inputs, List<Node> nodes, Map<String, Node> outputs) {
    this.inputs = List.copyOf(inputs);
    this.nodes = List.copyOf(nodes);
    this.outputs = outputs;
  }

  /**
   * Records a network.
   *
   * @param wrappers adapters around its sites, the first innermost
   * @throws IllegalArgumentException if shapes do not fit, or a wrapper finds no site; the message
   *     lists the sites that there are
   */
  public static Graph record(Network network, List<? extends SiteWrapper> wrappers) {
    return record(network, wrappers, true);
  }

  /** Records a part of a model, in which a wrapper of the whole may find no site. */
  public static Graph recordLenient(Network network, List<? extends SiteWrapper> wrappers) {
    return record(network, wrappers, false);
  }

  private static Graph record(
      Network network, List<? extends SiteWrapper> wrappers, boolean everyWrapper) {
    Map<String, Node> given = new LinkedHashMap<>();
    for (Input input : network.inputs()) {
      Node node = new Node(null, List.of(), input.spec(), input, null);
      if (given.put(input.name(), node) != null) {
        throw new IllegalArgumentException("two inputs are named '" + input.name() + "'");
      }
    }
    Recorder recorder = new Recorder();
    Scope<Node> scope =
        Scope.root(recorder, p -> new Node(null, List.of(), p.spec(), null, p), wrappers);
    Map<String, Node> outputs = new LinkedHashMap<>(network.apply(scope, Values.of(given)).map());
    if (everyWrapper) {
      scope.requireEveryWrapperUsed();
    }
    return new Graph(network.inputs(), reachable(outputs), outputs);
  }

  /** Records a network without adapters. */
  public static Graph record(Network network) {
    return record(network, List.of());
  }

  // Depth first without recursion: a deep network must not overflow the stack.
  private static List<Node> reachable(Map<String, Node> outputs) {
    LinkedHashMap<Node, Boolean> done = new LinkedHashMap<>();
    java.util.ArrayDeque<Node> open = new java.util.ArrayDeque<>();
    List<Node> starts = new ArrayList<>(outputs.values());
    java.util.Collections.reverse(starts);
    starts.forEach(open::push);
    while (!open.isEmpty()) {
      Node node = open.peek();
      List<Node> missing =
          node.operands().stream().filter(operand -> !done.containsKey(operand)).toList();
      if (missing.isEmpty()) {
        done.putIfAbsent(open.pop(), true);
      } else {
        for (int i = missing.size() - 1; i >= 0; i--) {
          open.push(missing.get(i));
        }
      }
    }
    return new ArrayList<>(done.keySet());
  }

  /** Returns the declared inputs, used or not, in the network's order. */
  public List<Input> inputs() {
    return inputs;
  }

  /** Returns the parameters that the outputs depend on, in the order of their first use. */
  public List<Parameter> parameters() {
    List<Parameter> found = new ArrayList<>();
    for (Node node : nodes) {
      if (node.parameter() != null) {
        found.add(node.parameter());
      }
    }
    return found;
  }

  /** Returns the names, types and shapes of the outputs, in the network's order. */
  public Map<String, Spec> outputs() {
    Map<String, Spec> specs = new LinkedHashMap<>();
    outputs.forEach((name, node) -> specs.put(name, node.spec()));
    return specs;
  }

  /**
   * Performs the recorded operations on another interpreter, each once, operands first.
   *
   * @param input gives the value of a declared input
   * @param parameter gives the value of a parameter
   * @return the outputs
   */
  public <T> Values<T> replay(
      Ops<T> ops, Function<Input, T> input, Function<Parameter, T> parameter) {
    Map<Node, T> values = new HashMap<>();
    Map<Node, Integer> uses = new HashMap<>();
    nodes.forEach(node -> node.operands().forEach(o -> uses.merge(o, 1, Integer::sum)));
    outputs.values().forEach(node -> uses.merge(node, 1, Integer::sum));
    for (Node node : nodes) {
      values.put(node, compute(node, ops, input, parameter, values));
      for (Node operand : node.operands()) {
        if (uses.merge(operand, -1, Integer::sum) == 0) {
          values.remove(operand);
        }
      }
    }
    Map<String, T> results = new LinkedHashMap<>();
    outputs.forEach((name, node) -> results.put(name, values.get(node)));
    return Values.of(results);
  }

  private static <T> T compute(
      Node node,
      Ops<T> ops,
      Function<Input, T> input,
      Function<Parameter, T> parameter,
      Map<Node, T> values) {
    if (node.input() != null) {
      return input.apply(node.input());
    }
    if (node.parameter() != null) {
      return parameter.apply(node.parameter());
    }
    List<T> operands = new ArrayList<>();
    for (Node operand : node.operands()) {
      T value = values.get(operand);
      if (value == null) {
        throw new IllegalStateException("interpreter " + ops.getClass() + " returned null");
      }
      operands.add(value);
    }
    return java.util.Objects.requireNonNull(node.call()).on(ops, operands);
  }

  @Override
  public String toString() {
    return "graph of " + nodes.size() + " nodes, " + inputs + " to " + outputs();
  }

  /** Returns how many operations are recorded. */
  public int size() {
    return nodes.size();
  }

  static Node node(Call call, Node... operands) {
    List<Node> in = List.of(operands);
    Spec spec = call.on(Shapes.INSTANCE, in.stream().map(Node::spec).toList());
    return new Node(call, in, spec, null, null);
  }
}
