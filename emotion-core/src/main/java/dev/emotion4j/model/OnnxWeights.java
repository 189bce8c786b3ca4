package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an exported encoder into its weights, within those bytes: every weight moves
 * down to the next address that is a multiple of 16 (the exporter aligns nothing), and the matrices
 * are transposed on the way. The buffer is no ONNX file afterwards.
 */
final class OnnxWeights {
  private static final int ALIGNMENT = 16;
  private static final Pattern MODULE = Pattern.compile("/(.+)/MatMul(_[0-9]+)?");

  private final String source;
  private final ByteBuffer bytes;
  private int free;

  OnnxWeights(String source, ByteBuffer bytes) {
    this.source = source;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A weight to take out. */
  private record Wanted(String name, OnnxInitializer initializer, boolean transpose) {}

  Map<String, Tensor> tensors() {
    List<Wanted> wanted = wanted(OnnxFile.parse(source, bytes));
    wanted.sort(Comparator.comparingInt(w -> w.initializer().rawPosition()));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<OnnxInitializer, Tensor> done = new LinkedHashMap<>();
    for (Wanted weight : wanted) {
      // A matrix that two modules share stands once in the file and moves once.
      Tensor tensor = done.get(weight.initializer());
      if (tensor == null) {
        tensor = take(weight);
        done.put(weight.initializer(), tensor);
      }
      tensors.put(weight.name(), tensor);
    }
    if (tensors.isEmpty()) {
      throw new FormatException(
          source, "", "holds no weights with names of a checkpoint; export it with its names");
    }
    return tensors;
  }

  private List<Wanted> wanted(OnnxFile file) {
    Map<String, Wanted> found = new LinkedHashMap<>();
    Map<String, OnnxInitializer> initializers = file.initializers();
    for (OnnxNode node : file.nodes()) {
      if (node.opType().endsWith("Integer") || node.opType().equals("DequantizeLinear")) {
        throw new FormatException(
            source,
            "node '" + node.name() + "'",
            "is a " + node.opType() + ": the file is quantized; take the fp32 export");
      }
      OnnxInitializer matrix =
          node.opType().equals("MatMul") && node.inputs().size() == 2
              ? initializers.get(node.inputs().get(1))
              : null;
      if (matrix != null && matrix.shape().length == 2) {
        String name = isOwnName(matrix.name()) ? matrix.name() : name(node);
        Wanted before = found.put(name, new Wanted(name, matrix, true));
        if (before != null && before.initializer() != matrix) {
          throw new FormatException(
              source, "node '" + node.name() + "'", "two matrices would be named '" + name + "'");
        }
      }
    }
    for (OnnxInitializer initializer : initializers.values()) {
      if (isOwnName(initializer.name())) {
        found.putIfAbsent(initializer.name(), new Wanted(initializer.name(), initializer, false));
      }
    }
    return new ArrayList<>(found.values());
  }

  private static boolean isOwnName(String name) {
    return name.contains(".") && !name.startsWith("/") && !name.contains("::");
  }

  private String name(OnnxNode node) {
    Matcher matcher = MODULE.matcher(node.name());
    if (!matcher.matches()) {
      throw new FormatException(
          source,
          "node '" + node.name() + "'",
          "multiplies by a matrix without a name, and the node has no module path such as"
              + " '/encoder/layer.0/attention/self/query/MatMul'; export it with names");
    }
    return matcher.group(1).replace('/', '.') + ".weight";
  }

  private Tensor take(Wanted weight) {
    OnnxInitializer initializer = weight.initializer();
    int from = initializer.rawPosition();
    Type type = initializer.type().flatMap(OnnxType::type).orElse(null);
    if (weight.transpose() && (type == Type.I64 || type == Type.BOOL)) {
      throw initializer.error("is a matrix of " + type + "; expected floating point numbers");
    }
    if (from < 0 || type == null || initializer.external().isPresent()) {
      Tensor tensor = initializer.tensor();
      return weight.transpose() ? transposed(tensor.floats(), initializer.shape(), null) : tensor;
    }
    int length = initializer.raw().map(ByteBuffer::remaining).orElse(0);
    int to = from - bytes.slice(from, 0).alignmentOffset(0, ALIGNMENT);
    ByteBuffer target;
    if (to >= free && (to + length <= bytes.capacity())) {
      target = bytes.slice(to, length);
      free = to + length;
    } else {
      target = ByteBuffer.allocateDirect(length);
      free = Math.max(free, from + length);
    }
    target.order(ByteOrder.LITTLE_ENDIAN);
    if (weight.transpose()) {
      float[] values = new float[length / 4];
      bytes.slice(from, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return transposed(values, initializer.shape(), target);
    }
    target.put(0, bytes.slice(from, length), 0, length); // as if through a copy: they may overlap
    return Tensor.wrap(type, target, initializer.shape());
  }

  private static Tensor transposed(float[] values, int[] shape, @Nullable ByteBuffer given) {
    int rows = shape[0];
    int columns = shape[1];
    ByteBuffer target =
        given != null
            ? given
            : ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = target.asFloatBuffer();
    float[] line = new float[rows];
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        line[row] = values[row * columns + column];
      }
      floats.put(line);
    }
    return Tensor.wrap(Type.F32, target, columns, rows);
  }
}
