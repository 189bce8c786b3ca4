package dev.emotion4j.math;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole vocabulary of numeric operations, in which every network is written once. Primitives
 * are abstract; derived operations have a definition in terms of primitives, which is their
 * meaning: an interpreter may override one by something faster, and the conformance kit proves both
 * equal.
 *
 * <p>Axes count from 0, negative ones from the end. Binary operations broadcast as NumPy does:
 * shapes are aligned at the end, and a dimension of 1 repeats; two different symbols do not match.
 * Floating point values are F32; comparison gives BOOL. An implementation need not be thread-safe.
 *
 * @param <T> what an interpreter computes with: dimensions, arrays, recorded nodes, native handles
 */
public interface Ops<T> {
  /** The {@code end} of a slice that goes up to the last element. */
  int END = Integer.MAX_VALUE;

  /** The score of a masked position: exp of it is 0 in every precision, and it is finite. */
  double MASKED = -1e30;

  // ------------------------------------------------------------------------------------ facts

  /** Returns the type and the shape of a value. */
  Spec spec(T x);

  /** Returns the shape of a value. */
  default Shape shape(T x) {
    return spec(x).shape();
  }

  /** Returns a fixed value. */
  T constant(Tensor value);

  // ------------------------------------------------------------------------------ element-wise

  /** Returns {@code a + b}; F32 or I64. */
  T add(T a, T b);

  /** Returns {@code a - b}; F32 or I64. */
  T sub(T a, T b);

  /** Returns {@code a * b}; F32 or I64. */
  T mul(T a, T b);

  /** Returns {@code a / b}; F32. */
  T div(T a, T b);

  /** Returns e to the power of {@code x}. */
  T exp(T x);

  /** Returns the natural logarithm. */
  T log(T x);

  /** Returns the square root. */
  T sqrt(T x);

  /** Returns the hyperbolic tangent. */
  T tanh(T x);

  /** Returns {@code 1 / (1 + exp(-x))}. */
  T sigmoid(T x);

  /** Returns {@code max(x, 0)}. */
  T relu(T x);

  /** Returns the error function {@code 2 / sqrt(pi) * integral of exp(-t^2) from 0 to x}. */
  T erf(T x);

  /** Returns whether {@code a > b}, BOOL; F32 or I64. */
  T greater(T a, T b);

  /** Returns whether {@code a == b}, BOOL; F32 or I64. */
  T equal(T a, T b);

  /** Converts between types: to BOOL is {@code x != 0}, to I64 rounds towards zero. */
  T cast(T x, Type type);

  /** Chooses {@code a} where the BOOL {@code condition} holds, else {@code b}; NaN-safe. */
  T where(T condition, T a, T b);

  // ------------------------------------------------------------------------- shape and choice

  /** Multiplies matrices over the last two axes of both (2 or more); the others broadcast. */
  T matmul(T a, T b);

  /** Reorders the axes: axis {@code i} of the result is axis {@code order[i]} of {@code x}. */
  T transpose(T x, int... order);

  /**
   * Rearranges the elements, row-major. The target names numbers, dimensions of {@code x} and at
   * most one {@link Dim#REST}.
   */
  T reshape(T x, Dim... target);

  /** Repeats {@code x} along an axis of size 1 to the size that {@code like} has along its axis. */
  T expand(T x, int axis, T like, int likeAxis);

  /** Joins values of one type along an axis; the other dimensions are equal. */
  T concat(int axis, List<T> parts);

  /** Cuts along an axis from {@code begin} to before {@code end}; negatives count from the end. */
  T slice(T x, int axis, int begin, int end);

  /** Picks along an axis: its dimension is replaced by those of the I64 {@code indices}. */
  T gather(T x, int axis, T indices);

  /** Returns 0, 1, 2 ... as I64 {@code [n]}, n being the size of {@code like} along an axis. */
  T iota(T like, int axis);

  /** Merges the first two axes: {@code [B, F, ...]} to {@code [B*F, ...]}, for frames. */
  T foldRows(T x);

  /** Splits axis 0 into the first two axes of {@code like}: the inverse of {@link #foldRows}. */
  T unfoldRows(T x, T like);

  // ------------------------------------------------------------------------------- reductions

  /** Adds up over the axes, which stay with size 1. */
  T sum(T x, int... axes);

  /** Averages over the axes, which stay with size 1. */
  T mean(T x, int... axes);

  /** Takes the largest over the axes, which stay with size 1. */
  T max(T x, int... axes);

  // ------------------------------------------------------------------------------ convolution

  /**
   * Cross-correlates over the spatial axes.
   *
   * @param x {@code [B, C, L]} or {@code [B, C, H, W]}
   * @param weight {@code [out, C / groups, kernel ...]}, any value, not only a parameter
   * @param bias {@code [out]} or none
   */
  T convolution(T x, T weight, @Nullable T bias, Convolution geometry);

  /** Reduces windows of {@code [B, C, L]} or {@code [B, C, H, W]}. */
  T pool(T x, Pooling geometry);

  /** Returns {@code x}; no gradient flows back through it. */
  T stopGradient(T x);

  // ------------------------------------------------------------------------ derived operations

  /**
   * Returns {@code x W^T + b}.
   *
   * @param x {@code [..., in]}, two axes or more
   * @param weight {@code [out, in]}, as in checkpoints
   * @param bias {@code [out]} or none
   */
  default T linear(T x, T weight, @Nullable T bias) {
    T product = matmul(x, transpose(weight, 1, 0));
    return bias == null ? product : add(product, bias);
  }

  /** Normalises over the last axis: {@code (x - mean) / sqrt(variance + epsilon) * gain + bias}. */
  default T layerNorm(T x, T gain, T bias, double epsilon) {
    return add(mul(normalize(x, epsilon, -1), gain), bias);
  }

  /**
   * Normalises within groups of channels (Wu and He, 2018).
   *
   * @param x {@code [B, C, L]} or {@code [B, C, H, W]}
   * @param gain {@code [C]}
   * @param bias {@code [C]}
   */
  default T groupNorm(T x, int groups, T gain, T bias, double epsilon) {
    Shape shape = shape(x);
    int channels = shape.dim(1).number();
    int spatial = shape.rank() - 2;
    Dim[] split = new Dim[shape.rank() + 1];
    Dim[] perChannel = new Dim[spatial + 1];
    Arrays.fill(perChannel, Dim.of(1));
    perChannel[0] = Dim.of(channels);
    split[0] = shape.dim(0);
    split[1] = Dim.of(groups);
    split[2] = Dim.of(channels / groups);
    for (int i = 0; i < spatial; i++) {
      split[3 + i] = shape.dim(2 + i);
    }
    int[] axes = spatial == 1 ? new int[] {2, 3} : new int[] {2, 3, 4};
    Dim[] whole = split.clone();
    T normal = normalize(reshape(x, whole), epsilon, axes);
    Dim[] back = new Dim[shape.rank()];
    back[0] = shape.dim(0);
    back[1] = Dim.of(channels);
    System.arraycopy(split, 3, back, 2, spatial);
    T scaled = mul(reshape(normal, back), reshape(gain, perChannel));
    return add(scaled, reshape(bias, perChannel));
  }

  private T normalize(T x, double epsilon, int... axes) {
    T centred = sub(x, mean(x, axes));
    T variance = mean(mul(centred, centred), axes);
    return div(centred, sqrt(add(variance, scalar(epsilon))));
  }

  /** Returns {@code x * Phi(x)}, exactly, by {@link #erf} (Hendrycks and Gimpel, 2016). */
  default T gelu(T x) {
    return mul(scale(x, 0.5), add(erf(scale(x, Math.sqrt(0.5))), scalar(1)));
  }

  /** Returns {@code exp(x) / sum exp(x)} over an axis. */
  default T softmax(T x, int axis) {
    T shifted = exp(sub(x, max(x, axis)));
    return div(shifted, sum(shifted, axis));
  }

  /** Returns {@code x - log sum exp(x)} over an axis, stable for large scores. */
  default T logSoftmax(T x, int axis) {
    T shifted = sub(x, stopGradient(max(x, axis)));
    return sub(shifted, log(sum(exp(shifted), axis)));
  }

  /**
   * Scaled dot-product attention, {@code softmax(Q K^T / sqrt(d)) V} (Vaswani et al., 2017). A row
   * whose keys are all masked gives 0.
   *
   * @param query {@code [B, heads, Q, d]}
   * @param key {@code [B, heads, K, d]}
   * @param value {@code [B, heads, K, v]}
   * @param mask BOOL, true = may be attended to, broadcasts to {@code [B, heads, Q, K]}; or none
   * @param dropout the rate at which weights are dropped in training
   */
  default T attention(T query, T key, T value, @Nullable T mask, double dropout) {
    double width = shape(query).dim(-1).number();
    T scores = scale(matmul(query, transpose(key, 0, 1, 3, 2)), 1 / Math.sqrt(width));
    if (mask == null) {
      return matmul(dropout(softmax(scores, -1), dropout), value);
    }
    T weights = softmax(where(mask, scores, scalar(MASKED)), -1);
    return matmul(dropout(where(mask, weights, scalar(0)), dropout), value);
  }

  /**
   * Looks up rows: {@code table [count, width]}, I64 {@code ids [...]} gives {@code [..., width]}.
   */
  default T embedding(T table, T ids) {
    return gather(table, 0, ids);
  }

  /**
   * In training, sets elements to 0 with probability {@code rate} and scales the others by {@code 1
   * / (1 - rate)}; otherwise returns {@code x}.
   */
  default T dropout(T x, double rate) {
    return x;
  }

  // -------------------------------------------------------------------------------- shorthands

  /** Returns a constant without axes. */
  default T scalar(double value) {
    return constant(Tensor.scalar((float) value));
  }

  /** Returns {@code x * factor}. */
  default T scale(T x, double factor) {
    return mul(x, scalar(factor));
  }

  /** Returns {@code x * x}. */
  default T square(T x) {
    return mul(x, x);
  }

  /** Returns whether both BOOL values hold. */
  default T and(T a, T b) {
    return where(a, b, constant(Tensor.of(new boolean[] {false})));
  }

  /** Returns whether a BOOL value does not hold. */
  default T not(T x) {
    return where(
        x, constant(Tensor.of(new boolean[] {false})), constant(Tensor.of(new boolean[] {true})));
  }

  /** Removes an axis of size 1. */
  default T squeeze(T x, int axis) {
    Shape shape = shape(x);
    int gone = shape.axis(axis);
    if (!shape.dim(gone).equals(Dim.of(1))) {
      throw new IllegalArgumentException(
          "squeeze of axis " + axis + " of " + shape + "; expected a size of 1");
    }
    Dim[] target = new Dim[shape.rank() - 1];
    for (int i = 0, to = 0; i < shape.rank(); i++) {
      if (i != gone) {
        target[to++] = shape.dim(i);
      }
    }
    return reshape(x, target);
  }

  /** Adds an axis of size 1 before {@code axis}; -1 adds it at the end. */
  default T unsqueeze(T x, int axis) {
    Shape shape = shape(x);
    int at = axis < 0 ? axis + shape.rank() + 1 : axis;
    Dim[] target = new Dim[shape.rank() + 1];
    for (int i = 0, from = 0; i < target.length; i++) {
      target[i] = i == at ? Dim.of(1) : shape.dim(from++);
    }
    return reshape(x, target);
  }
}
