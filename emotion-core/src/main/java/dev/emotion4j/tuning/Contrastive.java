package dev.emotion4j.tuning;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.List;

/**
 * Symmetric in-batch contrastive loss (InfoNCE as in CLIP, Radford et al., 2021): cosine
 * similarities divided by a temperature, cross-entropy of each row's own partner among all rows,
 * the mean of both directions. Immutable. Mixes the rows of a batch.
 *
 * <p>Inputs: {@code logits} (one view of each row) and {@code targets} (the other view, also
 * differentiable), F32 {@code [batch, width]}. Output: {@code loss} of one element.
 *
 * @param width of both views
 * @param temperature above 0; CLIP starts at 0.07
 */
public record Contrastive(int width, double temperature) implements Objective {
  private static final double LEAST_SQUARE = 1e-24;

  /** Checks the numbers. */
  public Contrastive {
    Losses.columns(width);
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("temperature " + temperature + "; expected more than 0");
    }
  }

  @Override
  public List<Input> inputs() {
    return Losses.inputs(width, Losses.targets(width), false);
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T first = inputs.get(LOGITS);
    T second = inputs.get(Losses.TARGETS);
    T other = ops.transpose(unit(ops, second), 1, 0);
    T scores = ops.scale(ops.matmul(unit(ops, first), other), 1 / temperature); // [batch, batch]
    T rows = ops.iota(first, 0);
    T own = ops.equal(ops.unsqueeze(rows, 1), ops.unsqueeze(rows, 0));
    T both = ops.add(ops.logSoftmax(scores, 1), ops.logSoftmax(scores, 0));
    T chosen = ops.sum(ops.where(own, both, ops.scalar(0)), 1); // [batch, 1]
    return Values.of(LOSS, ops.scale(ops.mean(chosen, 0), -0.5));
  }

  private static <T> T unit(Ops<T> ops, T x) {
    T square = ops.add(ops.sum(ops.square(x), 1), ops.scalar(LEAST_SQUARE));
    return ops.div(x, ops.sqrt(square));
  }
}
