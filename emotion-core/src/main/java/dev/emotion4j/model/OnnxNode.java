package dev.emotion4j.model;

import java.util.List;
import java.util.Optional;

/**
 * One operation of an ONNX graph. Immutable.
 *
 * @param name the name of the node, may be empty
 * @param opType the operator, for example {@code MatMul}
 * @param domain the operator set; empty for the standard one
 * @param inputs the names of the values it reads; an empty name is an input that is left out
 * @param outputs the names of the values it makes
 * @param attributes its settings
 */
public record OnnxNode(
    String name,
    String opType,
    String domain,
    List<String> inputs,
    List<String> outputs,
    List<OnnxAttribute> attributes) {
  /** Copies the lists. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
  }

  /** Returns a node of the standard operator set, named after its first output. */
  public static OnnxNode of(
      String opType, List<String> inputs, List<String> outputs, OnnxAttribute... attributes) {
    String name = outputs.isEmpty() ? opType : outputs.get(0);
    return new OnnxNode(name, opType, "", inputs, outputs, List.of(attributes));
  }

  /** Returns an attribute by its name. */
  public Optional<OnnxAttribute> attribute(String wanted) {
    return attributes.stream().filter(a -> a.name().equals(wanted)).findFirst();
  }
}
