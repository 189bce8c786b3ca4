package dev.emotion4j.testkit;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ReferenceBackend;

/** The reference, run as a backend, keeps the contract it defines. */
class ReferenceBackendTest extends BackendContract {
  @Override
  protected Backend backend() {
    return new ReferenceBackend();
  }
}
