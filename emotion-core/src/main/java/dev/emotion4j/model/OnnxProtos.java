package dev.emotion4j.model;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of onnx.proto that {@link OnnxWriter} needs, by their field numbers. */
final class OnnxProtos {
  private OnnxProtos() {}

  /** Type and shape of an input or output. */
  record Value(OnnxType type, Shape shape) {}

  /** A weight: inline if {@code value} is there, else declared. */
  record Weight(Spec spec, @Nullable Tensor value, String location, long offset, long length) {
    static Weight inline(Tensor value) {
      return new Weight(value.spec(), value, "", 0, 0);
    }

    static Weight external(Spec spec, String location, long offset, long length) {
      return new Weight(spec, null, location, offset, length);
    }

    Weight inlined(String name, @Nullable Tensor given) {
      if (value != null) {
        return this;
      }
      if (given == null || !given.spec().equals(spec)) {
        throw new IllegalArgumentException(
            "weight '"
                + name
                + "' is "
                + (given == null ? "missing" : given)
                + "; expected "
                + spec);
      }
      return inline(given);
    }
  }

  static ProtoWriter graph(
      String name,
      List<OnnxNode> nodes,
      Map<String, Weight> weights,
      Map<String, Value> inputs,
      Map<String, Value> outputs) {
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(1, node(node)));
    graph.string(2, name);
    weights.forEach((key, weight) -> graph.message(5, weight(key, weight)));
    inputs.forEach((key, value) -> graph.message(11, valueInfo(key, value)));
    outputs.forEach((key, value) -> graph.message(12, valueInfo(key, value)));
    return graph;
  }

  static ProtoWriter opset(String domain, long version) {
    ProtoWriter opset = new ProtoWriter();
    opset.string(1, domain);
    opset.integer(2, version);
    return opset;
  }

  static ProtoWriter entry(String key, String value) {
    ProtoWriter entry = new ProtoWriter();
    entry.string(1, key);
    entry.string(2, value);
    return entry;
  }

  private static ProtoWriter node(OnnxNode node) {
    ProtoWriter message = new ProtoWriter();
    node.inputs().forEach(input -> message.string(1, input));
    node.outputs().forEach(output -> message.string(2, output));
    message.string(3, node.name());
    message.string(4, node.opType());
    node.attributes().forEach(attribute -> message.message(5, attribute(attribute)));
    if (!node.domain().isEmpty()) {
      message.string(7, node.domain());
    }
    return message;
  }

  private static ProtoWriter attribute(OnnxAttribute attribute) {
    ProtoWriter message = new ProtoWriter();
    message.string(1, attribute.name());
    Object value = attribute.value();
    if (value instanceof List<?> list) {
      list(message, attribute.name(), list);
    } else if (value instanceof Long number) {
      message.integer(3, number);
      message.integer(20, 2);
    } else if (value instanceof Float number) {
      message.float32(2, number);
      message.integer(20, 1);
    } else if (value instanceof String text) {
      message.string(4, text);
      message.integer(20, 3);
    } else if (value instanceof Tensor tensor) {
      message.message(5, tensor("", tensor));
      message.integer(20, 4);
    } else {
      throw new IllegalStateException(
          "attribute '" + attribute.name() + "' was not read from its file and cannot be written");
    }
    return message;
  }

  private static void list(ProtoWriter message, String name, List<?> values) {
    if (values.isEmpty()) {
      throw new IllegalStateException(
          "attribute '" + name + "' is an empty list, whose kind is unknown; leave it out");
    }
    int kind = 0;
    for (Object value : values) {
      if (value instanceof Long number) {
        message.integer(8, number);
        kind = 7;
      } else if (value instanceof Float number) {
        message.float32(7, number);
        kind = 6;
      } else {
        message.bytes(9, ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.UTF_8)));
        kind = 8;
      }
    }
    message.integer(20, kind);
  }

  private static ProtoWriter weight(String name, Weight weight) {
    if (weight.value() != null) {
      return tensor(name, weight.value());
    }
    ProtoWriter message = header(name, weight.spec());
    message.message(13, entry("location", weight.location()));
    message.message(13, entry("offset", Long.toString(weight.offset())));
    message.message(13, entry("length", Long.toString(weight.length())));
    message.integer(14, 1);
    return message;
  }

  private static ProtoWriter tensor(String name, Tensor tensor) {
    ProtoWriter message = header(name, tensor.spec());
    message.bytes(9, tensor.buffer());
    return message;
  }

  private static ProtoWriter header(String name, Spec spec) {
    ProtoWriter message = new ProtoWriter();
    for (int dim : spec.shape().numbers()) {
      message.integer(1, dim);
    }
    message.integer(2, OnnxType.of(spec.type()).code());
    if (!name.isEmpty()) {
      message.string(8, name);
    }
    return message;
  }

  private static ProtoWriter valueInfo(String name, Value value) {
    ProtoWriter shape = new ProtoWriter();
    for (Dim dim : value.shape().dims()) {
      ProtoWriter message = new ProtoWriter();
      if (dim.isNumber()) {
        message.integer(1, dim.number());
      } else {
        message.string(2, dim.toString());
      }
      shape.message(1, message);
    }
    ProtoWriter tensorType = new ProtoWriter();
    tensorType.integer(1, value.type().code());
    tensorType.message(2, shape);
    ProtoWriter type = new ProtoWriter();
    type.message(1, tensorType);
    ProtoWriter message = new ProtoWriter();
    message.string(1, name);
    message.message(2, type);
    return message;
  }
}
