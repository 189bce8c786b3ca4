package dev.emotion4j.spi;

import java.util.Map;

/** Makes a fusion strategy from what a model directory says. Found by ServiceLoader, by name. */
public interface FusionProvider {
  /** Returns the name of the strategy. */
  String name();

  /**
   * Makes the strategy.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or out of range
   */
  FusionStrategy create(Map<String, String> settings);
}
