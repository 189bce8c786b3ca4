package dev.emotion4j.backend.onnx;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.testkit.BackendContract;

/** ONNX Runtime keeps the contract of a backend, within the tolerance of the kit. */
class OnnxBackendTest extends BackendContract {
  @Override
  protected Backend backend() {
    return new OnnxBackend();
  }
}
