package dev.emotion4j.backend.djl;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.testkit.TrainingContract;

class DjlTrainingContractTest extends TrainingContract {
  @Override
  protected Backend backend() {
    return new DjlBackend();
  }
}
