package dev.emotion4j.encoder;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Where an encoder's files come from, so that it can be opened again. */
final class Source {
  static final String ARTIFACT = "artifact";
  static final String DIRECTORY = "directory";
  static final String SHA256 = "sha256";

  private final String kind;
  private final String location;
  private final Supplier<String> hash;

  /**
   * A source.
   *
   * @param kind {@link #ARTIFACT} or {@link #DIRECTORY}
   * @param location a Maven coordinate or a path
   * @param hash gives the SHA-256 of the weights; asked for when settings are written
   */
  Source(String kind, String location, Supplier<String> hash) {
    this.kind = kind;
    this.location = location;
    this.hash = hash;
  }

  String location() {
    return location;
  }

  Map<String, String> settings() {
    return new TreeMap<>(Map.of(kind, location, SHA256, hash.get()));
  }
}
