package dev.emotion4j.testkit;

import dev.emotion4j.peft.Adapters;
import dev.emotion4j.spi.Adapter;

class LoraContractTest extends AdapterContract {
  @Override
  protected Adapter adapter() {
    return Adapters.lora(2, 4);
  }
}
