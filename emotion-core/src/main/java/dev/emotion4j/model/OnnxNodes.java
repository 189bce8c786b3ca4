package dev.emotion4j.model;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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

  private final OnnxWriter writer;
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
    this.taken = new HashSet<>(taken);
  }

  private String fresh(String what) {
    String name = what + "_" + next++;
    return taken.add(name) ? name : fresh(what);
  }

  /** Appends a node of the standard operator set with one output; "" is an input left out. */
  String node(String opType, List<String> inputs, OnnxAttribute... attributes) {
    String out = fresh(opType);
    writer.node(opType, inputs, List.of(out), attributes);
    return out;
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
