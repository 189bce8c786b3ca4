package dev.emotion4j.model;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a recorded network as ONNX, operator set 20, standard operators only. Stateless and
 * thread-safe; needs no native code.
 *
 * <p>Inputs, outputs and weights keep the names that the network gives them, and the symbols of its
 * shapes ({@code batch}, {@code tokens}) are the names of the dynamic dimensions. What is exported
 * is what runs: dropout is the identity.
 */
public final class OnnxExport {
  private OnnxExport() {}

  /**
   * Writes one file with the weights inside, atomically. The weights are not copied to the heap.
   *
   * @throws IllegalArgumentException if a parameter has no value or another shape, or two of the
   *     network's inputs, outputs and parameters share a name
   * @throws IllegalStateException if the file would take 2 GB or more
   */
  public static void write(Graph graph, Weights weights, Path file) throws IOException {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      values.put(parameter.path(), weights.get(parameter));
    }
    writer(graph).inlined(values).write(file);
  }

  /**
   * Returns the model with its weights declared and left outside, named by their paths: for
   * runtimes that are given the weights when a session is created.
   *
   * @throws IllegalArgumentException if two of the network's inputs, outputs and parameters share a
   *     name
   */
  public static OnnxWriter writer(Graph graph) {
    Set<String> taken = new HashSet<>();
    graph.inputs().forEach(input -> take(taken, input.name(), "input"));
    graph.parameters().forEach(parameter -> take(taken, parameter.path(), "parameter"));
    graph.outputs().keySet().forEach(output -> take(taken, output, "output"));

    OnnxWriter writer = OnnxWriter.graph("emotion4j");
    graph.inputs().forEach(input -> writer.input(input.name(), input.spec()));
    graph.parameters().forEach(p -> writer.external(p.path(), p.spec()));
    OnnxOps ops = new OnnxOps(writer, taken);
    Values<OnnxOps.Value> outputs =
        graph.replay(
            ops,
            input -> new OnnxOps.Value(input.name(), input.spec()),
            parameter -> new OnnxOps.Value(parameter.path(), parameter.spec()));
    ops.finish();
    outputs
        .map()
        .forEach((name, value) -> writer.node("Identity", List.of(value.name()), List.of(name)));
    graph.outputs().forEach(writer::output);
    return writer;
  }

  private static void take(Set<String> taken, String name, String what) {
    if (!taken.add(name)) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " '"
              + name
              + "' has the name of another input, output or parameter; in"
              + " an ONNX file every one needs its own: rename it in the network");
    }
  }
}
