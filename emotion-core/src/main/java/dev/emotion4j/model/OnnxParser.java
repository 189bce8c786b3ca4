package dev.emotion4j.model;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks the messages of onnx.proto, by their field numbers. One use only. */
final class OnnxParser {
  private static final int OBJECTS = 500_000;
  private static final int DEPTH = 16;
  private static final int AXES = 32;

  final String file;
  final List<OnnxInitializer.External> externals = new ArrayList<>();
  long irVersion;
  String producer = "";
  String graphName = "";
  Map<String, Long> opsets = new LinkedHashMap<>();
  Map<String, String> metadata = new LinkedHashMap<>();
  List<OnnxNode> nodes = List.of();
  Map<String, OnnxInitializer> initializers = Map.of();
  Map<String, OnnxFile.Value> inputs = Map.of();
  Map<String, OnnxFile.Value> outputs = Map.of();

  private final OnnxTensors tensors;

  /** What one graph holds while it is read. */
  private static final class Graph {
    final List<OnnxNode> nodes = new ArrayList<>();
    final Map<String, OnnxInitializer> initializers = new LinkedHashMap<>();
    final Map<String, OnnxFile.Value> inputs = new LinkedHashMap<>();
    final Map<String, OnnxFile.Value> outputs = new LinkedHashMap<>();
    String name = "";
  }

  private OnnxParser(String file) {
    this.file = file;
    this.tensors = new OnnxTensors(file, externals);
  }

  static OnnxParser parse(String file, ByteBuffer bytes) {
    String guess = FileKind.guess(bytes);
    if (!guess.isEmpty()) {
      throw new FormatException(file, "byte 0", "not an ONNX file: " + guess);
    }
    OnnxParser parser = new OnnxParser(file);
    ProtoReader.Budget budget = new ProtoReader.Budget(file, OBJECTS);
    Graph graph = parser.model(ProtoReader.of(budget, bytes, "the model"));
    if (graph == null || parser.irVersion < 1) {
      throw new FormatException(
          file, "", "the file holds no ONNX graph or no ir_version; is it an ONNX file?");
    }
    parser.graphName = graph.name;
    parser.nodes = Collections.unmodifiableList(graph.nodes);
    parser.initializers = Collections.unmodifiableMap(graph.initializers);
    parser.inputs = Collections.unmodifiableMap(graph.inputs);
    parser.outputs = Collections.unmodifiableMap(graph.outputs);
    parser.opsets = Collections.unmodifiableMap(parser.opsets);
    parser.metadata = Collections.unmodifiableMap(parser.metadata);
    return parser;
  }

  private @Nullable Graph model(ProtoReader in) {
    Graph graph = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> irVersion = in.once().integer();
        case 2 -> producer = in.once().string();
        case 7 -> graph = graph(in.once().message("the graph"), 0);
        case 8 -> opset(in.message("an opset import"));
        case 14 -> entry(in, metadata);
        case 20 -> training(in.message("training info"));
        case 25 -> function(in.message("a function"));
        default -> in.skip();
      }
    }
    return graph;
  }

  private void opset(ProtoReader in) {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.once().string();
        case 2 -> version = in.once().integer();
        default -> in.skip();
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  private static void entry(ProtoReader in, Map<String, String> target) {
    String key = "";
    String value = "";
    ProtoReader entry = in.message("an entry");
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.once().string();
        case 2 -> value = entry.once().string();
        default -> entry.skip();
      }
    }
    if (target.put(key, value) != null) {
      throw entry.error("a key stands twice; expected every key once");
    }
  }

  // Only for what lies outside the file: graphs and functions beside the main graph.
  private void training(ProtoReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 1, 2 -> graph(in.message("a training graph"), 1);
        default -> in.skip();
      }
    }
  }

  private void function(ProtoReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 7 -> node(in.message("a node of a function"), 1);
        case 11 -> attribute(in.message("an attribute of a function"), 1);
        default -> in.skip();
      }
    }
  }

  private Graph graph(ProtoReader in, int depth) {
    if (depth > DEPTH) {
      throw in.error(
          "graphs within graphs, more than " + DEPTH + " deep; the library refuses them");
    }
    Graph graph = new Graph();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> graph.nodes.add(node(in.message("a node"), depth));
        case 2 -> graph.name = in.once().string();
        case 5 -> {
          ProtoReader tensor = in.message("an initializer");
          OnnxInitializer initializer = tensors.read(tensor);
          if (graph.initializers.put(initializer.name(), initializer) != null) {
            throw tensor.error(
                "the initializer '" + initializer.name() + "' stands twice; expected it once");
          }
        }
        case 11 -> value(in.message("an input"), graph.inputs);
        case 12 -> value(in.message("an output"), graph.outputs);
        case 15 -> sparse(in.message("a sparse initializer"));
        default -> in.skip();
      }
    }
    return graph;
  }

  private void sparse(ProtoReader in) {
    while (in.next()) {
      switch (in.field()) {
        case 1, 2 -> tensors.read(in.message("a part of a sparse tensor"));
        default -> in.skip();
      }
    }
  }

  private OnnxNode node(ProtoReader in, int depth) {
    String name = "";
    String opType = "";
    String domain = "";
    List<String> from = new ArrayList<>(2);
    List<String> to = new ArrayList<>(1);
    List<OnnxAttribute> attributes = new ArrayList<>(0);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> from.add(in.string());
        case 2 -> to.add(in.string());
        case 3 -> name = in.once().string();
        case 4 -> opType = in.once().string();
        case 5 -> attributes.add(attribute(in.message("an attribute"), depth));
        case 7 -> domain = in.once().string();
        default -> in.skip();
      }
    }
    return new OnnxNode(name, opType, domain, from, to, attributes);
  }

  private OnnxAttribute attribute(ProtoReader in, int depth) {
    String name = "";
    long kind = 0;
    Object single = null;
    List<Object> list = new ArrayList<>(0);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.once().string();
        case 2 -> single = in.once().float32();
        case 3 -> single = in.once().integer();
        case 4 -> single = OnnxTensors.text(in.once());
        case 5 -> single = tensors.constant(in.once().message("a tensor attribute"));
        case 6, 11 -> graph(in.message("a sub-graph"), depth + 1);
        case 7 -> OnnxTensors.floats(in, list);
        case 8 -> OnnxTensors.integers(in, list);
        case 9 -> list.add(OnnxTensors.text(in));
        case 10 -> tensors.read(in.message("a tensor of a list"));
        case 20 -> kind = in.once().integer();
        case 22, 23 -> sparse(in.message("a sparse tensor"));
        default -> in.skip();
      }
    }
    boolean mixed = list.stream().map(Object::getClass).distinct().count() > 1;
    if (mixed || single != null && !list.isEmpty()) {
      throw in.error("an attribute holds values of several kinds; expected one");
    }
    // Files of old exporters do not say the kind; an empty list is known by its kind only.
    boolean isList = !list.isEmpty() || single == null && kind >= 6 && kind <= 8;
    Object value = isList ? list : single;
    if (value == null) {
      value = kind == 1 ? 0f : kind == 2 ? 0L : kind == 3 ? "" : new OnnxAttribute.Unread(kind);
    }
    return new OnnxAttribute(name, value);
  }

  private static void value(ProtoReader in, Map<String, OnnxFile.Value> target) {
    String name = "";
    Optional<OnnxType> type = Optional.empty();
    Optional<Shape> shape = Optional.empty();
    while (in.next()) {
      if (in.field() == 1) {
        name = in.once().string();
      } else if (in.field() == 2) {
        ProtoReader kinds = in.once().message("a type");
        while (kinds.next()) {
          if (kinds.field() != 1) {
            kinds.skip();
            continue;
          }
          ProtoReader tensor = kinds.once().message("a tensor type");
          while (tensor.next()) {
            switch (tensor.field()) {
              case 1 -> type = OnnxType.ofCode(tensor.once().integer());
              case 2 -> shape = Optional.of(shape(tensor.once().message("a shape")));
              default -> tensor.skip();
            }
          }
        }
      } else {
        in.skip();
      }
    }
    if (target.put(name, new OnnxFile.Value(name, type, shape)) != null) {
      throw in.error("the input or output '" + name + "' stands twice; expected it once");
    }
  }

  private static Shape shape(ProtoReader in) {
    List<Dim> dims = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        dims.add(dim(in.message("a dimension"), dims.size()));
      } else {
        in.skip();
      }
      if (dims.size() > AXES) {
        throw in.error("more than " + AXES + " dimensions; the library refuses them");
      }
    }
    return new Shape(dims);
  }

  private static Dim dim(ProtoReader in, int axis) {
    Dim dim = Dim.symbol("axis" + axis);
    while (in.next()) {
      if (in.field() == 1) {
        long size = in.once().integer();
        // Some exporters write -1 for an unknown size.
        dim = size < 0 ? dim : Dim.of(size);
      } else if (in.field() == 2) {
        String symbol = in.once().string();
        dim = symbol.isBlank() || symbol.equals("?") ? dim : Dim.symbol(symbol);
      } else {
        in.skip();
      }
    }
    return dim;
  }
}
