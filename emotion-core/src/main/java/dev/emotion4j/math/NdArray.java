package dev.emotion4j.math;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** Row-major doubles with a shape: the kernels of {@link Reference}. Nobody writes to the data. */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
record NdArray(int[] shape, double[] data) {
  /** A function of two numbers. */
  interface Binary {
    double apply(double a, double b);
  }

  static NdArray of(Tensor tensor) {
    ByteBuffer bytes = tensor.buffer();
    double[] data = new double[tensor.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (tensor.type()) {
            case F32 -> bytes.getFloat(4 * i);
            case I64 -> bytes.getLong(8 * i);
            case BOOL -> bytes.get(i);
          };
    }
    return new NdArray(tensor.shape(), data);
  }

  Tensor tensor(Type type) {
    switch (type) {
      case F32 -> {
        float[] rounded = new float[data.length];
        for (int i = 0; i < rounded.length; i++) {
          rounded[i] = (float) data[i];
        }
        return Tensor.of(rounded, shape);
      }
      case I64 -> {
        return Tensor.of(Arrays.stream(data).mapToLong(v -> (long) v).toArray(), shape);
      }
      default -> {
        boolean[] truth = new boolean[data.length];
        for (int i = 0; i < truth.length; i++) {
          truth[i] = data[i] != 0;
        }
        return Tensor.of(truth, shape);
      }
    }
  }

  static int elements(int[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  NdArray map(DoubleUnaryOperator f) {
    return new NdArray(shape, Arrays.stream(data).map(f).toArray());
  }

  /** Per element of {@code target} (row-major), the index of the element it repeats. */
  private int[] sources(int[] target) {
    int[] strides = new int[target.length];
    int step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i + target.length - shape.length] = shape[i] == 1 ? 0 : step;
      step *= shape[i];
    }
    int[] sources = new int[elements(target)];
    int[] at = new int[target.length];
    int source = 0;
    for (int i = 0; i < sources.length; i++) {
      sources[i] = source;
      for (int axis = target.length - 1; axis >= 0; axis--) {
        source += strides[axis];
        if (++at[axis] < target[axis]) {
          break;
        }
        source -= strides[axis] * target[axis];
        at[axis] = 0;
      }
    }
    return sources;
  }

  NdArray broadcast(int[] target) {
    if (Arrays.equals(shape, target)) {
      return this;
    }
    int[] sources = sources(target);
    double[] result = new double[sources.length];
    Arrays.setAll(result, i -> data[sources[i]]);
    return new NdArray(target, result);
  }

  static NdArray combine(NdArray a, NdArray b, int[] target, Binary f) {
    NdArray left = a.broadcast(target);
    NdArray right = b.broadcast(target);
    double[] result = new double[left.data.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = f.apply(left.data[i], right.data[i]);
    }
    return new NdArray(target, result);
  }

  /** Folds into {@code target}, which has 1 where this shape is reduced. */
  NdArray reduce(int[] target, double start, Binary f) {
    double[] result = new double[elements(target)];
    Arrays.fill(result, start);
    int[] into = new NdArray(target, result).sources(shape);
    for (int i = 0; i < data.length; i++) {
      result[into[i]] = f.apply(result[into[i]], data[i]);
    }
    return new NdArray(target, result);
  }

  NdArray transpose(int[] order) {
    int[] target = new int[order.length];
    int[] steps = new int[order.length];
    int step = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      steps[i] = step;
      step *= shape[i];
    }
    for (int i = 0; i < order.length; i++) {
      target[i] = shape[order[i]];
    }
    double[] result = new double[data.length];
    int[] at = new int[order.length];
    for (int i = 0; i < result.length; i++) {
      int source = 0;
      for (int axis = 0; axis < order.length; axis++) {
        source += at[axis] * steps[order[axis]];
      }
      result[i] = data[source];
      for (int axis = order.length - 1; axis >= 0 && ++at[axis] == target[axis]; axis--) {
        at[axis] = 0;
      }
    }
    return new NdArray(target, result);
  }

  static NdArray concat(List<NdArray> parts, int axis, int[] target) {
    double[] result = new double[elements(target)];
    int outer = elements(Arrays.copyOf(target, axis));
    int inner = elements(Arrays.copyOfRange(target, axis + 1, target.length));
    int offset = 0;
    for (NdArray part : parts) {
      int run = part.shape[axis] * inner;
      for (int i = 0; i < outer; i++) {
        System.arraycopy(part.data, i * run, result, i * target[axis] * inner + offset, run);
      }
      offset += run;
    }
    return new NdArray(target, result);
  }

  /** Copies, along an axis, element {@code from(i)} to place {@code i} of {@code target}. */
  NdArray pick(int axis, int[] target, IntUnaryOperator from) {
    double[] result = new double[elements(target)];
    int outer = elements(Arrays.copyOf(target, axis));
    int inner = elements(Arrays.copyOfRange(target, axis + 1, target.length));
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < target[axis]; i++) {
        int source = (o * shape[axis] + from.applyAsInt(i)) * inner;
        System.arraycopy(data, source, result, (o * target[axis] + i) * inner, inner);
      }
    }
    return new NdArray(target, result);
  }

  NdArray matmul(NdArray other, int[] target) {
    int rank = target.length;
    int rows = target[rank - 2];
    int columns = target[rank - 1];
    int depth = shape[shape.length - 1];
    int[] outer = Arrays.copyOf(target, rank - 2);
    int[] lefts = matrices().sources(outer);
    int[] rights = other.matrices().sources(outer);
    double[] result = new double[elements(target)];
    for (int m = 0; m < lefts.length; m++) {
      int left = lefts[m] * rows * depth;
      int right = rights[m] * depth * columns;
      for (int i = 0; i < rows; i++) {
        int to = (m * rows + i) * columns;
        for (int k = 0; k < depth; k++) {
          double factor = data[left + i * depth + k];
          int from = right + k * columns;
          for (int j = 0; j < columns; j++) {
            result[to + j] += factor * other.data[from + j];
          }
        }
      }
    }
    return new NdArray(target, result);
  }

  /** A view in which every matrix of the last two axes counts as one element. */
  private NdArray matrices() {
    return new NdArray(Arrays.copyOf(shape, shape.length - 2), data);
  }
}
