package dev.emotion4j.testkit;

import dev.emotion4j.spi.Backend;

/** The slow trainer keeps the contract that it is the yardstick of. */
class DifferenceTrainingTest extends TrainingContract {
  @Override
  protected Backend backend() {
    return new SlowBackend(new DifferenceTraining());
  }
}
