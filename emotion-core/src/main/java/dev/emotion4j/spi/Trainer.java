package dev.emotion4j.spi;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import java.util.Map;

/**
 * A training under way: parameters, gradients and the optimizer's state on one device. Used by one
 * thread at a time; several trainers may work at once in one JVM, interleaved by steps. Frozen
 * parameters stay bit-identical.
 */
public interface Trainer extends AutoCloseable {
  /**
   * One whole step: forward, loss, backward, clipping and update, in one native call.
   *
   * @param graph a loss graph of the plan
   * @param batch its inputs
   * @param rate the learning rate of this step
   * @return the loss
   */
  double step(Graph graph, Map<String, Tensor> batch, double rate);

  /**
   * Forward, loss and backward: adds {@code weight} times the gradient to the buffers.
   *
   * @return the loss, unweighted
   */
  double accumulate(Graph graph, Map<String, Tensor> batch, double weight);

  /** Clips and applies the accumulated gradients, then zeroes them. */
  void update(double rate);

  /** Runs a graph of the plan with the present parameters, without dropout or gradients. */
  Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs);

  /** Returns a copy of the trainable parameters by path. */
  Map<String, Tensor> parameters();

  /**
   * Returns a copy of everything that the next step depends on: the trainable parameters, the
   * optimizer's moments ({@code optimizer.<path>.m}, {@code .v}) and the step count ({@code
   * optimizer.step}, I64). A backend may add {@code optimizer.<path>.step} for parameters that had
   * fewer updates, because not every graph uses them.
   */
  Map<String, Tensor> state();

  /** Puts back what {@link #parameters} or {@link #state} returned. */
  void restore(Map<String, Tensor> state);

  /** Returns where it runs. */
  Device device();

  /** Frees; closing twice is fine. */
  @Override
  void close();
}
