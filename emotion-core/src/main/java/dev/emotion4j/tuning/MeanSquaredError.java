package dev.emotion4j.tuning;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.List;

/**
 * The mean of squared differences over rows and columns, for valence, arousal and dominance.
 * Immutable.
 *
 * <p>Inputs: {@code logits} (the predictions) and {@code targets}, F32 {@code [batch, columns]};
 * with {@link #weightedRows} also {@code weight} F32 {@code [batch]}. Output: {@code loss} of one
 * element.
 *
 * @param columns how many numbers are predicted per row
 * @param weighted whether rows are weighted
 */
public record MeanSquaredError(int columns, boolean weighted) implements Objective {
  /** Checks the number. */
  public MeanSquaredError {
    Losses.columns(columns);
  }

  /** Returns the loss with all rows alike. */
  public static MeanSquaredError of(int columns) {
    return new MeanSquaredError(columns, false);
  }

  /** Returns a copy with the input {@code weight}: one weight per row. */
  public MeanSquaredError weightedRows() {
    return new MeanSquaredError(columns, true);
  }

  @Override
  public List<Input> inputs() {
    return Losses.inputs(columns, Losses.targets(columns), weighted);
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T squares = ops.square(ops.sub(inputs.get(LOGITS), inputs.get(Losses.TARGETS)));
    return Losses.average(ops, ops.mean(squares, 1), inputs, weighted);
  }
}
