package dev.emotion4j.tuning;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import java.util.Map;

/** Prepared rows that a {@link TrainingLoop} makes batches of. */
public interface TrainingData {
  /** Returns the number of rows. */
  int size();

  /** Returns the cost of a row in tokens, frames ...: batches are made of similar lengths. */
  int length(int row);

  /** Returns the loss graph for a row; a batch holds rows of one graph only. */
  Graph graph(int row);

  /**
   * Returns the inputs of the loss graph for these rows.
   *
   * @param seed of whatever is random in them (augmentation, modality dropout): the same seed gives
   *     the same tensors
   */
  Map<String, Tensor> batch(int[] rows, long seed);
}
