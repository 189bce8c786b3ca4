package dev.emotion4j.testkit;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves whole rows, the slices along axis 0, of a batch. */
final class Rows {
  private Rows() {}

  /** Returns the tensor of this name; there must be one. */
  static Tensor get(Map<String, Tensor> tensors, String name) {
    return Values.of(tensors).get(name);
  }

  /** Returns a tensor whose row {@code i} is row {@code order[i]} of the given one. */
  static Tensor pick(Tensor tensor, int... order) {
    int[] shape = tensor.shape();
    int bytes = tensor.buffer().capacity() / shape[0];
    ByteBuffer target =
        ByteBuffer.allocateDirect(bytes * order.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int row : order) {
      target.put(tensor.buffer().slice(row * bytes, bytes));
    }
    shape[0] = order.length;
    return Tensor.wrap(tensor.type(), target.flip(), shape);
  }

  static Map<String, Tensor> pick(Map<String, Tensor> batch, int... order) {
    Map<String, Tensor> picked = new LinkedHashMap<>();
    batch.forEach((name, tensor) -> picked.put(name, pick(tensor, order)));
    return picked;
  }

  /** Returns the batch with one row taken from another batch of the same shapes. */
  static Map<String, Tensor> replace(
      Map<String, Tensor> batch, int row, Map<String, Tensor> other) {
    Map<String, Tensor> replaced = new LinkedHashMap<>();
    batch.forEach((name, tensor) -> replaced.put(name, replace(tensor, row, get(other, name))));
    return replaced;
  }

  private static Tensor replace(Tensor tensor, int row, Tensor other) {
    int bytes = tensor.buffer().capacity() / tensor.dim(0);
    ByteBuffer target =
        ByteBuffer.allocateDirect(tensor.buffer().capacity()).order(ByteOrder.LITTLE_ENDIAN);
    target.put(tensor.buffer()).flip();
    target.put(row * bytes, other.buffer(), row * bytes, bytes);
    return Tensor.wrap(tensor.type(), target, tensor.shape());
  }
}
