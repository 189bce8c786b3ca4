package dev.emotion4j.spi;

import dev.emotion4j.spi.ModalityEncoder.Prepared;

/**
 * Changes a prepared row a little each time it is trained on, so that what should not matter (a
 * mirrored face, a louder voice) is learned not to. Immutable and thread-safe.
 */
public interface Augmentation {
  /**
   * Returns the changed row; the same row and seed give the same result, and the given row stays as
   * it is.
   *
   * @param row one prepared signal
   * @param seed of this row in this step
   */
  Prepared apply(Prepared row, long seed);
}
