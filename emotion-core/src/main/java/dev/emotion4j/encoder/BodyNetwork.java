package dev.emotion4j.encoder;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.List;

/**
 * A small perceptron per window, and the mean over the windows. What is missing goes in as 0 beside
 * a 1 that says so: a value of 0 and no value differ. Padded windows have no values and count for
 * nothing.
 *
 * @param columns how many features a window has
 * @param hidden the width of the first layer
 * @param width the width of the second
 * @param dropout the rate at which activations are dropped in training; values at half of it
 */
record BodyNetwork(int columns, int hidden, int width, double dropout) implements Network {
  static final String VALUES = "values";
  static final String MASK = "mask";
  static final String FIRST = "hidden";
  static final String SECOND = "output";
  private static final Dim WINDOWS = Dim.symbol("windows");

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.of(VALUES, Type.F32, Input.BATCH, WINDOWS, Dim.of(columns)),
        Input.of(MASK, Type.BOOL, Input.BATCH, WINDOWS, Dim.of(columns)));
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T mask = inputs.get(MASK); // [batch, windows, columns]
    T known = ops.cast(mask, Type.F32);
    T values = ops.where(mask, inputs.get(VALUES), ops.scalar(0));
    T missing = ops.sub(ops.scalar(1), known);
    T both = ops.concat(2, List.of(ops.dropout(values, dropout / 2), missing));
    T first = ops.dropout(ops.relu(scope.linear(FIRST, both, hidden)), dropout);
    T second = ops.relu(scope.linear(SECOND, first, width)); // [batch, windows, width]
    T there = ops.greater(ops.sum(known, 2), ops.scalar(0)); // [batch, windows, 1]
    T tokens = ops.where(there, second, ops.scalar(0));
    T windows = ops.squeeze(there, 2); // [batch, windows]
    return Values.of(ModalityEncoder.FEATURES, TemporalPooling.mean(ops, second, windows))
        .with(ModalityEncoder.TOKENS, tokens)
        .with(ModalityEncoder.TOKEN_MASK, windows);
  }
}
