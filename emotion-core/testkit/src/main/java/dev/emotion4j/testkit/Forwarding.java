package dev.emotion4j.testkit;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands every primitive to another interpreter and leaves the derived operations at their
 * definitions, so that a network recorded through it holds primitives only.
 *
 * @param <T> what the other interpreter computes with
 */
class Forwarding<T> implements Ops<T> {
  final Ops<T> to;

  Forwarding(Ops<T> to) {
    this.to = to;
  }

  @Override
  public Spec spec(T x) {
    return to.spec(x);
  }

  @Override
  public T constant(Tensor value) {
    return to.constant(value);
  }

  @Override
  public T add(T a, T b) {
    return to.add(a, b);
  }

  @Override
  public T sub(T a, T b) {
    return to.sub(a, b);
  }

  @Override
  public T mul(T a, T b) {
    return to.mul(a, b);
  }

  @Override
  public T div(T a, T b) {
    return to.div(a, b);
  }

  @Override
  public T exp(T x) {
    return to.exp(x);
  }

  @Override
  public T log(T x) {
    return to.log(x);
  }

  @Override
  public T sqrt(T x) {
    return to.sqrt(x);
  }

  @Override
  public T tanh(T x) {
    return to.tanh(x);
  }

  @Override
  public T sigmoid(T x) {
    return to.sigmoid(x);
  }

  @Override
  public T relu(T x) {
    return to.relu(x);
  }

  @Override
  public T erf(T x) {
    return to.erf(x);
  }

  @Override
  public T greater(T a, T b) {
    return to.greater(a, b);
  }

  @Override
  public T equal(T a, T b) {
    return to.equal(a, b);
  }

  @Override
  public T cast(T x, Type type) {
    return to.cast(x, type);
  }

  @Override
  public T where(T condition, T a, T b) {
    return to.where(condition, a, b);
  }

  @Override
  public T matmul(T a, T b) {
    return to.matmul(a, b);
  }

  @Override
  public T transpose(T x, int... order) {
    return to.transpose(x, order);
  }

  @Override
  public T reshape(T x, Dim... target) {
    return to.reshape(x, target);
  }

  @Override
  public T expand(T x, int axis, T like, int likeAxis) {
    return to.expand(x, axis, like, likeAxis);
  }

  @Override
  public T concat(int axis, List<T> parts) {
    return to.concat(axis, parts);
  }

  @Override
  public T slice(T x, int axis, int begin, int end) {
    return to.slice(x, axis, begin, end);
  }

  @Override
  public T gather(T x, int axis, T indices) {
    return to.gather(x, axis, indices);
  }

  @Override
  public T iota(T like, int axis) {
    return to.iota(like, axis);
  }

  @Override
  public T foldRows(T x) {
    return to.foldRows(x);
  }

  @Override
  public T unfoldRows(T x, T like) {
    return to.unfoldRows(x, like);
  }

  @Override
  public T sum(T x, int... axes) {
    return to.sum(x, axes);
  }

  @Override
  public T mean(T x, int... axes) {
    return to.mean(x, axes);
  }

  @Override
  public T max(T x, int... axes) {
    return to.max(x, axes);
  }

  @Override
  public T convolution(T x, T weight, @Nullable T bias, Convolution geometry) {
    return to.convolution(x, weight, bias, geometry);
  }

  @Override
  public T pool(T x, Pooling geometry) {
    return to.pool(x, geometry);
  }

  @Override
  public T stopGradient(T x) {
    return to.stopGradient(x);
  }
}
