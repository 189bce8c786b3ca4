package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.math.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Losses and their gradients by central differences over the reference, in double precision. Values
 * behind {@code stopGradient} are held while a parameter is moved; dropout draws the same mask for
 * every evaluation of one step.
 */
final class Differences {
  // Small, because a maximum or a relu has kinks; the reference computes in double.
  private static final float STEP = 1f / 16384;

  private final Graph graph;
  private final Map<String, Tensor> inputs;
  private final Function<String, Tensor> weights;
  private final long seed;
  private final List<Array> stopped = new ArrayList<>();
  private final double loss;

  /**
   * Evaluates a loss graph.
   *
   * @param weights the values of the parameters by path
   * @param seed of dropout
   */
  Differences(
      Graph graph, Map<String, Tensor> inputs, Function<String, Tensor> weights, long seed) {
    this.graph = graph;
    this.inputs = inputs;
    this.weights = weights;
    this.seed = seed;
    this.loss = evaluate("", Tensor.scalar(0), true);
  }

  double loss() {
    return loss;
  }

  /** Returns the derivative of the loss by one element of a parameter. */
  double gradient(String path, int element) {
    return gradient(path, element, STEP);
  }

  double gradient(String path, int element, float step) {
    Tensor value = weights.apply(path);
    float[] numbers = value.floats();
    float before = numbers[element];
    float above = before + step;
    float below = before - step;
    numbers[element] = above;
    double high = evaluate(path, Tensor.of(numbers, value.shape()), false);
    numbers[element] = below;
    double low = evaluate(path, Tensor.of(numbers, value.shape()), false);
    return (high - low) / ((double) above - below);
  }

  private double evaluate(String moved, Tensor to, boolean first) {
    var values =
        graph.replay(
            new Dropping(first),
            input -> Array.of(Rows.get(inputs, input.name())),
            p -> Array.of(p.path().equals(moved) ? to : weights.apply(p.path())));
    return values.get("loss").doubles()[0];
  }

  /** The reference with dropout and with values held behind stopGradient. */
  private final class Dropping extends Forwarding<Array> {
    private final boolean first;
    private int stops;
    private int drops;

    Dropping(boolean first) {
      super(Reference.INSTANCE);
      this.first = first;
    }

    @Override
    public Array stopGradient(Array x) {
      if (first) {
        stopped.add(x);
        return x;
      }
      return stopped.get(stops++);
    }

    @Override
    public Array dropout(Array x, double rate) {
      if (rate == 0) {
        return x;
      }
      int[] shape = shape(x).numbers();
      SplittableRandom random = new SplittableRandom(Initializer.mix(seed, "dropout " + drops++));
      float[] mask = new float[x.doubles().length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextDouble() < rate ? 0f : (float) (1 / (1 - rate));
      }
      return mul(x, constant(Tensor.of(mask, shape)));
    }
  }
}
