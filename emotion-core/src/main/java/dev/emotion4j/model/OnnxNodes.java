package dev.emotion4j.model;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Appends nodes and constants to an {@link OnnxWriter} under fresh names. Not thread-safe. */
final class OnnxNodes {
  private static final int SHARED_UP_TO = 64;

  /** A size that is a number, or the size of another value along an axis. */
  record Size(long number, @Nullable String like, int axis) {
    static Size of(long number) {
      return new Size(number, null, 0);
    }

    static Size like(OnnxOps.Value value, int axis) {
      Dim dim = value.spec().shape().dim(axis);
      return dim.isNumber() ? of(dim.number()) : new Size(-1, value.name(), axis);
    }
  }

  /** A product with a weight and a bias that are parameters. */
  private record Gemm(String product, String weight, String bias, int out) {}

  private final OnnxWriter writer;
  private final Set<String> weights;
  private final List<OnnxNode> pending = new ArrayList<>();
  private final Map<String, List<Gemm>> siblings = new LinkedHashMap<>();
  private final Set<String> taken;
  private final Map<Tensor, String> constants = new HashMap<>();
  private int next;

  /**
   * Makes an appender.
   *
   * @param taken the names of inputs, outputs and weights, which no node may use
   */
  OnnxNodes(OnnxWriter writer, Set<String> taken) {
    this.writer = writer;
    this.weights = Set.copyOf(writer.externals().keySet());
    this.taken = new HashSet<>(taken);
  }

  private String fresh(String what) {
    String name = what + "_" + next++;
    return taken.add(name) ? name : fresh(what);
  }

  /** Appends a node of the standard operator set with one output; "" is an input left out. */
  String node(String opType, List<String> inputs, OnnxAttribute... attributes) {
    String out = fresh(opType);
    pending.add(OnnxNode.of(opType, inputs, List.of(out), attributes));
    return out;
  }

  /**
   * Multiplies rows by a weight {@code [out, in]} and adds the bias, if any: one Gemm. What takes
   * the same rows is joined to one node by {@link #finish}.
   */
  String gemm(String rows, String weight, @Nullable String bias, int out) {
    List<String> operands = bias == null ? List.of(rows, weight) : List.of(rows, weight, bias);
    String product = node("Gemm", operands, OnnxAttribute.of("transB", 1L));
    if (bias != null && weights.contains(weight) && weights.contains(bias)) {
      Gemm gemm = new Gemm(product, weight, bias, out);
      siblings.computeIfAbsent(rows, key -> new ArrayList<>()).add(gemm);
    }
    return product;
  }

  /** Hands the nodes to the writer; called once, at the end. */
  void finish() {
    Map<String, List<Gemm>> first = new HashMap<>();
    Set<String> joined = new HashSet<>();
    siblings.values().stream()
        .filter(group -> group.size() > 1)
        .forEach(
            group -> {
              first.put(group.get(0).product(), group);
              group.forEach(gemm -> joined.add(gemm.product()));
            });
    List<OnnxNode> nodes = List.copyOf(pending);
    pending.clear();
    for (OnnxNode node : nodes) {
      String product = node.outputs().get(0);
      List<Gemm> group = first.get(product);
      if (group != null) {
        join(node.inputs().get(0), group);
      } else if (!joined.contains(product)) {
        pending.add(node);
      }
    }
    pending.forEach(writer::node);
    pending.clear();
  }

  // One product by the weights on top of each other, which ONNX Runtime folds when it loads, then
  // cut apart: on MiniLM, query, key and value of a short text at once.
  private void join(String rows, List<Gemm> group) {
    OnnxAttribute rowwise = OnnxAttribute.of("axis", 0L);
    String weight = node("Concat", group.stream().map(Gemm::weight).toList(), rowwise);
    String bias = node("Concat", group.stream().map(Gemm::bias).toList(), rowwise);
    OnnxAttribute transposed = OnnxAttribute.of("transB", 1L);
    String product = node("Gemm", List.of(rows, weight, bias), transposed);
    String sizes = longs(group.stream().mapToLong(Gemm::out).toArray());
    List<String> parts = group.stream().map(Gemm::product).toList();
    pending.add(OnnxNode.of("Split", List.of(product, sizes), parts, OnnxAttribute.of("axis", 1L)));
  }

  /** Appends a node whose operands are values. */
  OnnxOps.Value node(String opType, Spec spec, List<OnnxOps.Value> in, OnnxAttribute... settings) {
    List<String> names = in.stream().map(OnnxOps.Value::name).toList();
    return new OnnxOps.Value(node(opType, names, settings), spec);
  }

  /** Adds a constant; equal small ones are one. */
  String constant(Tensor value) {
    if (value.size() > SHARED_UP_TO) {
      return initializer(value);
    }
    return constants.computeIfAbsent(value, this::initializer);
  }

  private String initializer(Tensor value) {
    String name = fresh("Constant");
    writer.initializer(name, value);
    return name;
  }

  /** Adds an I64 vector. */
  String longs(long... values) {
    return constant(Tensor.of(values, values.length));
  }

  /** Returns an I64 vector of sizes: a constant if all are numbers, else computed at run time. */
  String sizes(List<Size> sizes) {
    List<String> parts = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (Size size : sizes) {
      if (size.like() == null) {
        numbers.add(size.number());
      } else {
        flush(numbers, parts);
        parts.add(sizeOf(size.like(), size.axis()));
      }
    }
    flush(numbers, parts);
    return parts.size() == 1 ? parts.get(0) : node("Concat", parts, OnnxAttribute.of("axis", 0));
  }

  private void flush(List<Long> numbers, List<String> parts) {
    if (!numbers.isEmpty()) {
      parts.add(longs(numbers.stream().mapToLong(Long::longValue).toArray()));
      numbers.clear();
    }
  }

  /** Returns the size along an axis counted from the front, as I64 {@code [1]}. */
  private String sizeOf(String value, int axis) {
    return node(
        "Shape",
        List.of(value),
        OnnxAttribute.of("start", axis),
        OnnxAttribute.of("end", axis + 1L));
  }

  /** Returns the size along an axis counted from the front, as I64 without axes. */
  String scalarSize(OnnxOps.Value value, int axis) {
    return node("Squeeze", List.of(sizeOf(value.name(), axis)));
  }

  /**
   * Returns the target of a Reshape whose sizes come from the operand itself: 0 copies the size at
   * the same place, one -1 is what is left, and only the rest is computed at run time.
   */
  String reshapeTarget(OnnxOps.Value x, Dim... target) {
    List<Dim> from = x.spec().shape().dims();
    boolean restFree = Arrays.stream(target).noneMatch(d -> d == Dim.REST);
    List<Size> sizes = new ArrayList<>();
    for (int i = 0; i < target.length; i++) {
      Dim dim = target[i];
      if (dim == Dim.REST) {
        sizes.add(Size.of(-1));
      } else if (dim.isNumber()) {
        sizes.add(Size.of(dim.number()));
      } else if (i < from.size() && from.get(i).equals(dim)) {
        sizes.add(Size.of(0));
      } else if (restFree) {
        restFree = false;
        sizes.add(Size.of(-1));
      } else {
        sizes.add(Size.like(x, from.indexOf(dim)));
      }
    }
    return sizes(sizes);
  }
}
