package dev.emotion4j.tuning;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.ArrayList;
import java.util.List;

/** What several objectives share: names of inputs, and averages over the rows. */
final class Losses {
  /** Class indices, I64 {@code [batch]}. */
  static final String LABELS = "labels";

  /** Targets per column, F32 {@code [batch, columns]}. */
  static final String TARGETS = "targets";

  /** What a row counts, F32 {@code [batch]}. */
  static final String WEIGHT = "weight";

  private Losses() {}

  static List<Input> inputs(int columns, Input targets, boolean weighted) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(Input.of(Objective.LOGITS, Type.F32, Input.BATCH, Dim.of(columns)));
    inputs.add(targets);
    if (weighted) {
      inputs.add(Input.of(WEIGHT, Type.F32, Input.BATCH));
    }
    return List.copyOf(inputs);
  }

  static Input targets(int columns) {
    return Input.of(TARGETS, Type.F32, Input.BATCH, Dim.of(columns));
  }

  /** Returns the average of {@code rows [batch, 1]}, weighted if there are weights. */
  static <T> Values<T> average(Ops<T> ops, T rows, Values<T> inputs, boolean weighted) {
    if (!weighted) {
      return Values.of(Objective.LOSS, ops.mean(rows, 0));
    }
    T weight = ops.unsqueeze(inputs.get(WEIGHT), 1); // [batch, 1]
    T total = ops.sum(ops.mul(rows, weight), 0);
    return Values.of(Objective.LOSS, ops.div(total, ops.sum(weight, 0)));
  }

  static <T> T constant(Ops<T> ops, List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return ops.constant(Tensor.of(floats, 1, floats.length));
  }

  static void columns(int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException(columns + " columns; expected 1 or more");
    }
  }

  static void positive(String name, List<Double> values, int columns) {
    if (!values.isEmpty() && values.size() != columns) {
      throw new IllegalArgumentException(
          values.size() + " " + name + " for " + columns + " classes; expected one per class");
    }
    for (double value : values) {
      if (!(value >= 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException(name + " hold " + value + "; expected 0 or more");
      }
    }
  }
}
