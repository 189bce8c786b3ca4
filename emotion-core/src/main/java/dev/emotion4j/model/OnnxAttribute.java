package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A setting of an ONNX node, for example {@code axis = -1}. Immutable.
 *
 * @param name the name in the operator's specification
 * @param value a Long, a Float, a String, a List of one of these, a {@link Tensor}, or {@link
 *     Unread} for kinds that this library leaves alone (sub-graphs, sparse tensors ...)
 */
public record OnnxAttribute(String name, Object value) {
  /** Checks the kind of the value; lists are copied. */
  public OnnxAttribute {
    if (value instanceof List<?> list) {
      value = List.copyOf(list);
      if (list.stream().map(Object::getClass).distinct().count() > 1) {
        throw new IllegalArgumentException(
            "attribute '" + name + "' mixes kinds; expected only Long, only Float or only String");
      }
    }
    Object sample = value instanceof List<?> list && !list.isEmpty() ? list.get(0) : value;
    boolean known =
        sample instanceof Long
            || sample instanceof Float
            || sample instanceof String
            || (sample == value && value instanceof List<?>)
            || (!(value instanceof List<?>)
                && (sample instanceof Tensor || sample instanceof Unread));
    if (!known) {
      throw new IllegalArgumentException(
          "attribute '"
              + name
              + "' is a "
              + sample.getClass().getSimpleName()
              + "; expected Long, Float, String, a list of one of them, or Tensor");
    }
  }

  /**
   * A value that was seen in a file and not read.
   *
   * @param kind the number of {@code AttributeProto.AttributeType}
   */
  public record Unread(long kind) {}

  /** Returns an integer attribute. */
  public static OnnxAttribute of(String name, long value) {
    return new OnnxAttribute(name, value);
  }

  /** Returns a floating point attribute. */
  public static OnnxAttribute of(String name, float value) {
    return new OnnxAttribute(name, value);
  }

  /** Returns a string attribute. */
  public static OnnxAttribute of(String name, String value) {
    return new OnnxAttribute(name, value);
  }

  /** Returns a tensor attribute, for example the value of a Constant. */
  public static OnnxAttribute of(String name, Tensor value) {
    return new OnnxAttribute(name, value);
  }

  /** Returns a list of integers, for example permutations and axes; not empty. */
  public static OnnxAttribute ofInts(String name, long... values) {
    return new OnnxAttribute(name, Arrays.stream(values).boxed().toList());
  }

  /** Returns a list of integers, for example permutations and axes; not empty. */
  public static OnnxAttribute ofInts(String name, int... values) {
    return new OnnxAttribute(name, Arrays.stream(values).mapToObj(v -> (long) v).toList());
  }

  /** Returns a list of floating point numbers; not empty. */
  public static OnnxAttribute ofFloats(String name, float... values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return new OnnxAttribute(name, List.of(boxed));
  }
}
