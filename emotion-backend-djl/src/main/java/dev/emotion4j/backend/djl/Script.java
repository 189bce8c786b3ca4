package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One graph as the methods of a TorchScript class. Every method takes, in this order and only where
 * there are any: the inputs, the trainable parameters {@code t}, the frozen ones {@code p}, the
 * constants {@code c}. Immutable.
 */
final class Script {
  /** What the exception says with which a call ends that was only to compile. */
  static final String COMPILED = "compiled, not run";

  private static final String SELF = "self: " + Archive.CLASS;

  private final Graph graph;
  private final List<Parameter> trainable;
  private final List<Parameter> frozen;
  private final List<Tensor> constants = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final String device;
  private boolean random;
  private boolean sharesGradients;

  /**
   * Sorts the parameters.
   *
   * @param device {@code cpu}, or {@code cuda:0}
   * @param trained which parameters get gradients
   * @param decays which of these decay; they come first
   */
  Script(Graph graph, String device, Predicate<Parameter> trained, Predicate<Parameter> decays) {
    this.graph = graph;
    this.device = device;
    List<Parameter> changing = graph.parameters().stream().filter(trained).toList();
    trainable = new ArrayList<>(changing.stream().filter(decays).toList());
    trainable.addAll(changing.stream().filter(decays.negate()).toList());
    frozen = graph.parameters().stream().filter(trained.negate()).toList();
    graph.inputs().forEach(input -> places.put(input.name(), places.size()));
  }

  /** Returns the parameters that get gradients, the decaying ones first. */
  List<Parameter> trainable() {
    return trainable;
  }

  /** Returns the other parameters. */
  List<Parameter> frozen() {
    return frozen;
  }

  /**
   * Returns the constants that the methods written so far read; at least one, because an empty list
   * cannot be passed.
   */
  List<Tensor> constants() {
    return constants.isEmpty() ? List.of(Tensor.scalar(0)) : constants;
  }

  /** Returns the methods that the lines of a loss call. */
  String helpers() {
    return random ? Kept.method(device) : "";
  }

  /** Returns whether a training method draws random numbers. */
  boolean random() {
    return random;
  }

  /** Returns whether gradients of two parameters may be one block of memory. */
  boolean sharesGradients() {
    return sharesGradients;
  }

  /** Returns the method {@code forward}, which returns the outputs as a list. */
  String forward() {
    TorchScript writer = new TorchScript(constants, device, false);
    String outputs = outputs(replay(writer), writer);
    return entry("forward", declared()) + writer.text() + "    return [" + outputs + "]\n";
  }

  /**
   * Returns lines that compute the scalar {@code loss} with dropout. They stand in the method that
   * needs them, because libtorch compiles a called method only when the call is reached.
   *
   * @throws IllegalArgumentException if the graph is no loss
   */
  String loss() {
    if (graph.outputs().size() != 1
        || !graph.outputs().containsKey("loss")
        || graph.outputs().get("loss").type() != Type.F32) {
      throw new IllegalArgumentException(
          "a graph with outputs "
              + graph.outputs()
              + " cannot be trained on; expected one F32"
              + " output 'loss' of one element");
    }
    TorchScript writer = new TorchScript(constants, device, true);
    String output = outputs(replay(writer), writer);
    random = writer.random();
    sharesGradients = writer.sharesGradients();
    return writer.text() + "    loss = torch.reshape(" + output + ", annotate(List[int], []))\n";
  }

  /**
   * Returns the first lines of a method that is called from outside. Its first argument says
   * whether to run: the first call of a method compiles it, on a stack that is too dear to run on.
   */
  static String entry(String name, String arguments) {
    return """
          def %s(%s, go: Tensor, %s) -> List[Tensor]:
            if bool(go):
              pass
            else:
              ops.prim.RaiseException("%s")
        """
        .formatted(name, SELF, arguments, COMPILED);
  }

  /** Returns how a method declares what every method takes. */
  String declared() {
    return names().stream()
        .map(name -> name + (name.startsWith("i") ? ": Tensor" : ": List[Tensor]"))
        .collect(Collectors.joining(", "));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    graph.inputs().forEach(input -> names.add("i" + place(input)));
    if (!trainable.isEmpty()) {
      names.add("t");
    }
    if (!frozen.isEmpty()) {
      names.add("p");
    }
    // Always passed, because a method learns of its constants only when it is written.
    names.add("c");
    return names;
  }

  private int place(Input input) {
    Integer place = places.get(input.name());
    if (place == null) {
      throw new IllegalStateException("input '" + input.name() + "' is not declared");
    }
    return place;
  }

  private Values<Value> replay(TorchScript writer) {
    Map<String, Value> parameters = new HashMap<>();
    for (int i = 0; i < trainable.size(); i++) {
      Parameter parameter = trainable.get(i);
      parameters.put(parameter.path(), new Value("t[" + i + "]", parameter.spec(), null, true));
    }
    for (int i = 0; i < frozen.size(); i++) {
      Parameter parameter = frozen.get(i);
      parameters.put(parameter.path(), new Value("p[" + i + "]", parameter.spec(), null, false));
    }
    return graph.replay(
        writer,
        input -> new Value("i" + place(input), input.spec(), null, false),
        parameter -> Values.of(parameters).get(parameter.path()));
  }

  private static String outputs(Values<Value> values, TorchScript writer) {
    return values.map().values().stream().map(writer::read).collect(Collectors.joining(", "));
  }
}
