package dev.emotion4j.testkit;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import java.util.Map;

/** Weights with one parameter changed. */
final class Parts {
  private Parts() {}

  static Weights zeroed(Weights weights, Parameter parameter) {
    int[] shape = parameter.shape().stream().mapToInt(Integer::intValue).toArray();
    return weights.with(Map.of(parameter.path(), Tensor.zeros(Type.F32, shape)));
  }
}
