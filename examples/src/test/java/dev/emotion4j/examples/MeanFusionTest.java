package dev.emotion4j.examples;

import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.testkit.FusionContract;

// region contract
class MeanFusionTest extends FusionContract {
  @Override
  protected FusionStrategy strategy() {
    return new MeanFusion(8);
  }
}
// endregion
