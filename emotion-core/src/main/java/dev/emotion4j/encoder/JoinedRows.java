package dev.emotion4j.encoder;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Prepared rows that become one batch: side by side, those with fewer steps than the longest padded
 * behind their last. Immutable.
 */
final class JoinedRows {
  private final List<Prepared> rows;
  private final int longest;

  JoinedRows(List<Prepared> rows) {
    this.rows = rows;
    longest = rows.stream().mapToInt(Prepared::length).max().orElse(0);
  }

  /**
   * Joins a tensor without steps, {@code each} per row.
   *
   * @return {@code [rows, each...]}
   * @throws IllegalArgumentException if a row has no such tensor
   */
  Tensor whole(String name, Type type, int... each) {
    ByteBuffer joined = allocate(type, rows.size(), each);
    for (Prepared row : rows) {
      joined.put(bytes(row, name, type, 1, each));
    }
    return Tensor.wrap(type, joined.flip(), shape(new int[] {rows.size()}, each));
  }

  /**
   * Joins a tensor {@code [length of the row, each...]}; what is padded is 0 or false.
   *
   * @return {@code [rows, longest, each...]}
   * @throws IllegalArgumentException if a row has no such tensor
   */
  Tensor steps(String name, Type type, int... each) {
    int steps = Math.multiplyExact(rows.size(), longest);
    ByteBuffer joined = allocate(type, steps, each);
    int stride = rows.isEmpty() ? 0 : joined.capacity() / rows.size();
    for (int i = 0; i < rows.size(); i++) {
      joined.position(i * stride).put(bytes(rows.get(i), name, type, rows.get(i).length(), each));
    }
    return Tensor.wrap(type, joined.rewind(), shape(new int[] {rows.size(), longest}, each));
  }

  /** As {@link #steps(String, Type, int...)} for one number per step, padded by another than 0. */
  Tensor steps(String name, long padding) {
    long[] joined = new long[Math.multiplyExact(rows.size(), longest)];
    Arrays.fill(joined, padding);
    for (int i = 0; i < rows.size(); i++) {
      int length = rows.get(i).length();
      bytes(rows.get(i), name, Type.I64, length).asLongBuffer().get(joined, i * longest, length);
    }
    return Tensor.of(joined, rows.size(), longest);
  }

  /** Returns which steps are there: BOOL {@code [rows, longest]}. */
  Tensor mask() {
    boolean[] mask = new boolean[Math.multiplyExact(rows.size(), longest)];
    for (int i = 0; i < rows.size(); i++) {
      Arrays.fill(mask, i * longest, i * longest + rows.get(i).length(), true);
    }
    return Tensor.of(mask, rows.size(), longest);
  }

  private static ByteBuffer allocate(Type type, int count, int... each) {
    int bytes = Math.multiplyExact(Math.multiplyExact(count, elements(each)), type.bytes());
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer bytes(Prepared row, String name, Type type, int steps, int... each) {
    Tensor tensor = tensor(row, name);
    if (tensor.type() != type || tensor.size() != steps * elements(each)) {
      throw stranger(row);
    }
    return tensor.buffer();
  }

  /**
   * Returns a tensor of a row.
   *
   * @throws IllegalArgumentException if it has none of this name
   */
  static Tensor tensor(Prepared row, String name) {
    Tensor tensor = row.tensors().get(name);
    if (tensor == null) {
      throw stranger(row);
    }
    return tensor;
  }

  private static IllegalArgumentException stranger(Prepared row) {
    return new IllegalArgumentException(
        "a row with " + row.tensors() + "; expected one that this encoder prepared");
  }

  private static int elements(int... each) {
    return Arrays.stream(each).reduce(1, Math::multiplyExact);
  }

  private static int[] shape(int[] front, int... each) {
    int[] shape = Arrays.copyOf(front, front.length + each.length);
    System.arraycopy(each, 0, shape, front.length, each.length);
    return shape;
  }
}
