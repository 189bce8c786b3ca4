package dev.emotion4j.tuning;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.List;

/**
 * Sigmoid cross-entropy of independent labels from logits, averaged over rows and labels; stable
 * for large logits. Immutable. With {@code p = sigmoid(logit)} its gradient is {@code dL/dtheta_k =
 * -(1/N) sum (y/p - (1-y)/(1-p)) dp/dtheta_k}.
 *
 * <p>Inputs: {@code logits} F32 {@code [batch, labels]}, {@code targets} F32 {@code [batch,
 * labels]} between 0 and 1; with {@link #weightedRows} also {@code weight} F32 {@code [batch]}.
 * Output: {@code loss} of one element.
 *
 * @param labels how many labels there are
 * @param positiveWeights what a positive counts per label, or empty
 * @param weighted whether rows are weighted
 */
public record BinaryCrossEntropy(int labels, List<Double> positiveWeights, boolean weighted)
    implements Objective {
  /** Copies the list and checks the numbers. */
  public BinaryCrossEntropy {
    Losses.columns(labels);
    positiveWeights = List.copyOf(positiveWeights);
    Losses.positive("positive weights", positiveWeights, labels);
  }

  /** Returns the loss with all labels, positive or not, counting 1. */
  public static BinaryCrossEntropy of(int labels) {
    return new BinaryCrossEntropy(labels, List.of(), false);
  }

  /** Returns a copy in which positives count this much, one number per label. */
  public BinaryCrossEntropy positiveWeights(List<Double> weights) {
    return new BinaryCrossEntropy(labels, weights, weighted);
  }

  /** Returns a copy with the input {@code weight}: one weight per row. */
  public BinaryCrossEntropy weightedRows() {
    return new BinaryCrossEntropy(labels, positiveWeights, true);
  }

  @Override
  public List<Input> inputs() {
    return Losses.inputs(labels, Losses.targets(labels), weighted);
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T x = inputs.get(LOGITS);
    T y = inputs.get(Losses.TARGETS);
    T missed = softplus(ops, x); // -log sigmoid(x)
    if (!positiveWeights.isEmpty()) {
      T more = ops.sub(Losses.constant(ops, positiveWeights), ops.scalar(1));
      missed = ops.mul(missed, ops.add(ops.mul(y, more), ops.scalar(1)));
    }
    T each = ops.add(ops.mul(ops.sub(ops.scalar(1), y), x), missed); // [batch, labels]
    return Losses.average(ops, ops.mean(each, 1), inputs, weighted);
  }

  // softplus(-x) = max(-x, 0) + log(1 + exp(-|x|)). The branches of |x| are chosen so that the
  // gradient is -1/2 at 0, where every freshly started head is.
  private static <T> T softplus(Ops<T> ops, T x) {
    T minus = ops.scale(x, -1);
    T size = ops.where(ops.greater(minus, ops.scalar(0)), minus, x);
    T tail = ops.log(ops.add(ops.exp(ops.scale(size, -1)), ops.scalar(1)));
    return ops.add(ops.relu(minus), tail);
  }
}
