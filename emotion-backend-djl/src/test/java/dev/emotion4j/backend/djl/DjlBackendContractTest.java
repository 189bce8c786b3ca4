package dev.emotion4j.backend.djl;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.testkit.BackendContract;

class DjlBackendContractTest extends BackendContract {
  @Override
  protected Backend backend() {
    return new DjlBackend();
  }
}
