package dev.emotion4j.math;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values by name, in order: what goes into and comes out of a {@link Network} or a {@link Site}.
 * Immutable.
 *
 * @param <T> what an interpreter computes with
 */
public final class Values<T> {
  private final Map<String, T> map;

  private Values(Map<String, T> map) {
    this.map = map;
  }

  /** Returns one named value. */
  public static <T> Values<T> of(String name, T value) {
    return new Values<>(Map.of(name, value));
  }

  /** Returns two named values. */
  public static <T> Values<T> of(String first, T a, String second, T b) {
    return of(first, a).with(second, b);
  }

  /** Copies a map, in its order. */
  public static <T> Values<T> of(Map<String, T> map) {
    return new Values<>(new LinkedHashMap<>(map));
  }

  /** Returns a copy in which the name has this value. */
  public Values<T> with(String name, T value) {
    Map<String, T> copy = new LinkedHashMap<>(map);
    copy.put(name, value);
    return new Values<>(copy);
  }

  /**
   * Returns a value.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists what is there
   */
  public T get(String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value named '" + name + "'; found: " + map.keySet());
    }
    return value;
  }

  /** Returns a value that may be absent, for example a mask. */
  public Optional<T> find(String name) {
    return Optional.ofNullable(map.get(name));
  }

  /** Returns the names in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(map.keySet());
  }

  /** Returns an unmodifiable view as a map, in order. */
  public Map<String, T> map() {
    return Collections.unmodifiableMap(map);
  }

  @Override
  public String toString() {
    return map.keySet().toString();
  }
}
