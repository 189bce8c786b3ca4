package dev.emotion4j.tuning;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Objective;
import java.util.List;

/**
 * Softmax cross-entropy, {@code -sum_c w_c t_c log softmax(logits)_c}, averaged over the rows; as
 * PyTorch computes it. Immutable.
 *
 * <p>Inputs: {@code logits} F32 {@code [batch, classes]}; {@code labels} I64 {@code [batch]}, or,
 * with {@link #soft}, {@code targets} F32 {@code [batch, classes]} whose rows add up to 1; with
 * {@link #weighted} also {@code weight} F32 {@code [batch]}, what a row counts. Output: {@code
 * loss} of one element.
 *
 * <p>With class weights and labels the sum is divided by the sum of the weights of the labels; with
 * soft targets by the number of rows.
 *
 * @param classes how many classes there are
 * @param soft whether targets are distributions
 * @param smoothing the share of a target that is spread evenly over all classes
 * @param classWeights one per class, or empty
 * @param weighted whether rows are weighted
 */
public record CrossEntropy(
    int classes, boolean soft, double smoothing, List<Double> classWeights, boolean weighted)
    implements Objective {
  /** Copies the list and checks the numbers. */
  public CrossEntropy {
    Losses.columns(classes);
    classWeights = List.copyOf(classWeights);
    Losses.positive("class weights", classWeights, classes);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing " + smoothing + "; expected 0 to below 1");
    }
  }

  /** Returns the loss of one label per row. */
  public static CrossEntropy of(int classes) {
    return new CrossEntropy(classes, false, 0, List.of(), false);
  }

  /** Returns the loss of a distribution over the classes per row. */
  public static CrossEntropy soft(int classes) {
    return new CrossEntropy(classes, true, 0, List.of(), false);
  }

  /** Returns a copy with label smoothing (Szegedy et al., 2016). */
  public CrossEntropy smoothing(double share) {
    return new CrossEntropy(classes, soft, share, classWeights, weighted);
  }

  /** Returns a copy with one weight per class. */
  public CrossEntropy classWeights(List<Double> weights) {
    return new CrossEntropy(classes, soft, smoothing, weights, weighted);
  }

  /** Returns a copy with the input {@code weight}: one weight per row. */
  public CrossEntropy weightedRows() {
    return new CrossEntropy(classes, soft, smoothing, classWeights, true);
  }

  @Override
  public List<Input> inputs() {
    Input targets = soft ? Losses.targets(classes) : Input.of(Losses.LABELS, Type.I64, Input.BATCH);
    return Losses.inputs(classes, targets, weighted);
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T scores = ops.logSoftmax(inputs.get(LOGITS), -1);
    T targets = soft ? inputs.get(Losses.TARGETS) : oneHot(ops, inputs.get(Losses.LABELS));
    T mixed = smooth(ops, targets);
    if (classWeights.isEmpty()) {
      T rows = ops.scale(ops.sum(ops.mul(mixed, scores), 1), -1);
      return Losses.average(ops, rows, inputs, weighted);
    }
    T weights = Losses.constant(ops, classWeights);
    T rows = ops.scale(ops.sum(ops.mul(ops.mul(mixed, weights), scores), 1), -1); // [batch, 1]
    if (soft) {
      return Losses.average(ops, rows, inputs, weighted);
    }
    T divisor = ops.sum(ops.mul(targets, weights), 1); // [batch, 1]
    if (weighted) {
      T weight = ops.unsqueeze(inputs.get(Losses.WEIGHT), 1);
      rows = ops.mul(rows, weight);
      divisor = ops.mul(divisor, weight);
    }
    return Values.of(LOSS, ops.div(ops.sum(rows, 0), ops.sum(divisor, 0)));
  }

  private <T> T smooth(Ops<T> ops, T targets) {
    return smoothing == 0
        ? targets
        : ops.add(ops.scale(targets, 1 - smoothing), ops.scalar(smoothing / classes));
  }

  private <T> T oneHot(Ops<T> ops, T labels) {
    long[] all = new long[classes];
    for (int i = 0; i < classes; i++) {
      all[i] = i;
    }
    T indices = ops.constant(Tensor.of(all, 1, classes));
    T column = ops.reshape(labels, ops.shape(labels).dim(0), Dim.of(1));
    return ops.cast(ops.equal(column, indices), Type.F32); // [batch, classes]
  }
}
