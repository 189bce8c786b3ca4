package dev.emotion4j.spi;

import dev.emotion4j.math.SiteWrapper;

/**
 * A parameter-efficient change of a frozen network: wraps the sites it chooses. What it declares by
 * {@link dev.emotion4j.math.Site#parameter} is trained, everything else stays.
 */
public interface Adapter extends SiteWrapper {
  /** Returns the method's name, for example {@code lora}. */
  String method();
}
