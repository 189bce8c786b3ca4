package dev.emotion4j.testkit;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;

/**
 * What the body of a {@link OpCase} works with. Untyped, so that a body can be a lambda expression:
 * Java has no generic ones.
 */
final class Env {
  final Ops<Object> o;
  private final Scope<Object> scope;
  private final Values<Object> inputs;

  Env(Scope<Object> scope, Values<Object> inputs) {
    this.o = scope.ops();
    this.scope = scope;
    this.inputs = inputs;
  }

  Object in(String name) {
    return inputs.get(name);
  }

  /** The input named x. */
  Object x() {
    return in("x");
  }

  /** The input named y. */
  Object y() {
    return in("y");
  }

  Object parameter(String name, int... shape) {
    return scope.parameter(name, Initializer.normalPerFanIn(1), shape);
  }

  Object floats(int[] shape, float... values) {
    return o.constant(Tensor.of(values, shape));
  }

  Object longs(int[] shape, long... values) {
    return o.constant(Tensor.of(values, shape));
  }

  Object truths(int[] shape, boolean... values) {
    return o.constant(Tensor.of(values, shape));
  }

  static int[] shape(int... dims) {
    return dims;
  }
}
