package dev.emotion4j.math;

import java.util.List;

/**
 * A trainable block of numbers (F32) as a network declares it.
 *
 * @param path its absolute name, the one in the checkpoint, for example {@code
 *     encoder.layer.0.attention.self.query.weight}
 * @param shape its fixed dimensions
 * @param initializer how it starts where no checkpoint gives it
 * @param owner who declared it
 */
public record Parameter(String path, List<Integer> shape, Initializer initializer, Owner owner) {
  /** Who declared a parameter. */
  public enum Owner {
    /** The network itself. */
    NETWORK,
    /** An adapter at one of the network's sites. */
    ADAPTER
  }

  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** Returns the number of elements. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Returns type and shape as a value. */
  public Spec spec() {
    return new Spec(Type.F32, new Shape(shape.stream().map(Dim::of).toList()));
  }

  /** Two declarations agree if path and shape do. */
  boolean agrees(Parameter other) {
    return path.equals(other.path) && shape.equals(other.shape);
  }
}
