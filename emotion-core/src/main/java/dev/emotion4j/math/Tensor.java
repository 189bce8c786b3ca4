package dev.emotion4j.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of numbers in host memory: a little-endian direct or memory-mapped buffer in row-major
 * order, with its type and shape. The only form in which numbers cross a module boundary.
 *
 * <p>Safe for use by several threads as long as nobody writes to the buffer given to {@link #wrap};
 * the library never does. Large weights are mapped, so that they cost no heap. {@link #toString}
 * tells the type and the shape, never the content.
 */
public final class Tensor {
  private final Type type;
  private final int[] shape;
  private final ByteBuffer data;

  private Tensor(Type type, ByteBuffer data, int[] shape) {
    this.type = type;
    this.data = data;
    this.shape = shape;
  }

  /**
   * Wraps the remaining bytes of a buffer without copying; the caller must not write to it
   * afterwards.
   *
   * @throws IllegalArgumentException if the bytes do not fill the shape exactly
   */
  public static Tensor wrap(Type type, ByteBuffer buffer, int... shape) {
    long expected = elements(shape) * type.bytes();
    if (buffer.remaining() != expected) {
      throw new IllegalArgumentException(
          "a "
              + type
              + " tensor of shape "
              + Arrays.toString(shape)
              + " takes "
              + expected
              + " bytes; found "
              + buffer.remaining());
    }
    return new Tensor(type, buffer.slice().order(ByteOrder.LITTLE_ENDIAN), shape.clone());
  }

  /** Copies floats into a new tensor. */
  public static Tensor of(float[] values, int... shape) {
    ByteBuffer buffer = allocate(Type.F32, values.length, shape);
    buffer.asFloatBuffer().put(values);
    return new Tensor(Type.F32, buffer, shape.clone());
  }

  /** Copies integers into a new tensor. */
  public static Tensor of(long[] values, int... shape) {
    ByteBuffer buffer = allocate(Type.I64, values.length, shape);
    buffer.asLongBuffer().put(values);
    return new Tensor(Type.I64, buffer, shape.clone());
  }

  /** Copies truth values into a new tensor. */
  public static Tensor of(boolean[] values, int... shape) {
    ByteBuffer buffer = allocate(Type.BOOL, values.length, shape);
    for (int i = 0; i < values.length; i++) {
      buffer.put(i, (byte) (values[i] ? 1 : 0));
    }
    return new Tensor(Type.BOOL, buffer, shape.clone());
  }

  /** Returns a tensor without axes. */
  public static Tensor scalar(float value) {
    return of(new float[] {value});
  }

  /** Returns a tensor of zeros (false for BOOL). */
  public static Tensor zeros(Type type, int... shape) {
    int elements = Math.toIntExact(elements(shape));
    return new Tensor(type, allocate(type, elements, shape), shape.clone());
  }

  private static ByteBuffer allocate(Type type, int elements, int[] shape) {
    if (elements != elements(shape)) {
      throw new IllegalArgumentException(
          elements
              + " values for shape "
              + Arrays.toString(shape)
              + ", which takes "
              + elements(shape));
    }
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, type.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long elements(int[] shape) {
    long count = 1;
    for (int dim : shape) {
      if (dim < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
      }
      count = Math.multiplyExact(count, dim);
    }
    return count;
  }

  /** Returns the type of the elements. */
  public Type type() {
    return type;
  }

  /** Returns a copy of the dimensions; empty for a scalar. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns the number of axes. */
  public int rank() {
    return shape.length;
  }

  /** Returns the size of one axis; negative axes count from the end. */
  public int dim(int axis) {
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  /** Returns the number of elements. */
  public int size() {
    return data.capacity() / type.bytes();
  }

  /** Returns type and shape. */
  public Spec spec() {
    return new Spec(type, Shape.of(shape));
  }

  /** Returns a new read-only little-endian view of all bytes, without copying. */
  public ByteBuffer buffer() {
    return data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the same numbers under another shape of equally many elements, without copying. */
  public Tensor reshaped(int... target) {
    return wrap(type, buffer(), target);
  }

  /** Returns a copy of the elements of an F32 tensor, row-major. */
  public float[] floats() {
    expect(Type.F32);
    float[] values = new float[size()];
    data.asFloatBuffer().get(values);
    return values;
  }

  /** Returns a copy of the elements of an I64 tensor, row-major. */
  public long[] longs() {
    expect(Type.I64);
    long[] values = new long[size()];
    data.asLongBuffer().get(values);
    return values;
  }

  /** Returns a copy of the elements of a BOOL tensor, row-major. */
  public boolean[] booleans() {
    expect(Type.BOOL);
    boolean[] values = new boolean[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = data.get(i) != 0;
    }
    return values;
  }

  /** Returns one element of an F32 tensor by its row-major index. */
  public float getFloat(int index) {
    expect(Type.F32);
    return data.getFloat(Math.multiplyExact(index, 4));
  }

  private void expect(Type wanted) {
    if (type != wanted) {
      throw new IllegalStateException("a tensor of type " + type + " read as " + wanted);
    }
  }

  /** Returns whether type, shape and every bit are equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && data.equals(that.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, Arrays.hashCode(shape), data.hashCode());
  }

  @Override
  public String toString() {
    return spec().toString();
  }
}
