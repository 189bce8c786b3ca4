package dev.emotion4j.encoder;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The network behind a model that was run already: {@code x * scale + shift} per feature, which is
 * the identity until it is fine-tuned.
 *
 * @param width of the features
 */
record ReadyFeatures(int width) implements Network {
  static final String INPUT = "values";

  @Override
  public List<Input> inputs() {
    return List.of(Input.of(INPUT, Type.F32, Input.BATCH, Dim.of(width)));
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T scale = scope.parameter("scale", Initializer.ones(), width);
    T shift = scope.parameter("shift", Initializer.zeros(), width);
    T features = ops.add(ops.mul(inputs.get(INPUT), scale), shift);
    return Values.of(ModalityEncoder.FEATURES, features);
  }

  /** Returns the values of an identity. */
  Weights identity() {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    return Weights.of(
        Map.of("scale", Tensor.of(ones, width), "shift", Tensor.zeros(Type.F32, width)));
  }

  /** Joins rows. */
  Map<String, Tensor> batch(List<Prepared> rows) {
    return Map.of(INPUT, new JoinedRows(rows).whole(INPUT, Type.F32, width));
  }
}
