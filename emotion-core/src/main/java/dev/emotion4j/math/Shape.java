package dev.emotion4j.math;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a value, outermost first; a scalar has none. Immutable.
 *
 * @param dims the dimensions, copied
 */
public record Shape(List<Dim> dims) {
  /** Copies the list. */
  public Shape {
    dims = List.copyOf(dims);
  }

  /** Returns a shape of numbers and symbols. */
  public static Shape of(Dim... dims) {
    return new Shape(List.of(dims));
  }

  /** Returns a fixed shape. */
  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
  }

  /** Returns the number of axes. */
  public int rank() {
    return dims.size();
  }

  /** Returns the dimension of an axis; negative axes count from the end. */
  public Dim dim(int axis) {
    return dims.get(axis(axis));
  }

  /**
   * Returns the axis counted from the front.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public int axis(int axis) {
    int front = axis < 0 ? axis + rank() : axis;
    if (front < 0 || front >= rank()) {
      throw new IllegalArgumentException(
          "axis "
              + axis
              + " of a value of shape "
              + this
              + "; expected "
              + -rank()
              + " to "
              + (rank() - 1));
    }
    return front;
  }

  /** Returns this shape with one dimension replaced; negative axes count from the end. */
  public Shape with(int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(axis(axis), dim);
    return new Shape(changed);
  }

  /** Returns whether every dimension is a number. */
  public boolean isFixed() {
    return dims.stream().allMatch(Dim::isNumber);
  }

  /**
   * Returns the numbers.
   *
   * @throws IllegalStateException if a dimension is symbolic
   */
  public int[] numbers() {
    return dims.stream().mapToInt(Dim::number).toArray();
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
