package dev.emotion4j.tuning;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.List;

/**
 * One minus the concordance correlation coefficient (Lin, 1989), {@code 2 cov / (var_x + var_y +
 * (mean_x - mean_y)^2)} with population variances over the batch, averaged over the columns.
 * Immutable. Mixes the rows of a batch; wants batches of several rows. Equal constants give 1.
 *
 * <p>Inputs: {@code logits} (the predictions) and {@code targets}, F32 {@code [batch, columns]}.
 * Output: {@code loss} of one element.
 *
 * @param columns how many numbers are predicted per row
 */
public record Concordance(int columns) implements Objective {
  // Keeps constant columns from dividing 0 by 0; far below any variance worth learning.
  private static final double LEAST_SPREAD = 1e-9;

  /** Checks the number. */
  public Concordance {
    Losses.columns(columns);
  }

  @Override
  public List<Input> inputs() {
    return Losses.inputs(columns, Losses.targets(columns), false);
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T x = inputs.get(LOGITS);
    T y = inputs.get(Losses.TARGETS);
    T meanX = ops.mean(x, 0); // [1, columns]
    T meanY = ops.mean(y, 0);
    T offX = ops.sub(x, meanX);
    T offY = ops.sub(y, meanY);
    T covariance = ops.mean(ops.mul(offX, offY), 0);
    T variances = ops.add(ops.mean(ops.square(offX), 0), ops.mean(ops.square(offY), 0));
    T spread = ops.add(variances, ops.square(ops.sub(meanX, meanY)));
    T agreement = ops.div(ops.scale(covariance, 2), ops.add(spread, ops.scalar(LEAST_SPREAD)));
    return Values.of(LOSS, ops.mean(ops.sub(ops.scalar(1), agreement), 1));
  }
}
