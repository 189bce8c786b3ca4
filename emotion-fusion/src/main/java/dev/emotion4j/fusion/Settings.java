package dev.emotion4j.fusion;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the settings of a strategy strictly. */
final class Settings {
  static final String WIDTH = "width";
  static final String HEADS = "heads";
  static final String LAYERS = "layers";
  static final String RANK = "rank";

  private Settings() {}

  static void only(String strategy, Map<String, String> settings, Set<String> known) {
    Set<String> unknown = new TreeSet<>(settings.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown settings "
              + unknown
              + " of fusion '"
              + strategy
              + "'; expected only "
              + new TreeSet<>(known));
    }
  }

  static String text(String strategy, Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of fusion '" + strategy + "' is missing");
    }
    return value;
  }

  static int size(String strategy, Map<String, String> settings, String name) {
    String value = text(strategy, settings, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the setting '"
              + name
              + "' of fusion '"
              + strategy
              + "' is '"
              + value
              + "'; expected a whole number",
          e);
    }
  }

  static void divides(int heads, int width) {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width " + width + " is not a multiple of " + heads + " heads");
    }
  }

  static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + "; expected 1 or more");
    }
  }
}
