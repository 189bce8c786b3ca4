package dev.emotion4j.examples;

import dev.emotion4j.spi.Adapter;
import dev.emotion4j.testkit.AdapterContract;

class ValueGainsTest extends AdapterContract {
  @Override
  protected Adapter adapter() {
    return new ValueGains();
  }
}
