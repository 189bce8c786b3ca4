package dev.emotion4j.examples.cli;

import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A map from the words of a data set to the labels of a model. */
final class Mapping {
  private Mapping() {}

  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> mapping = new LinkedHashMap<>();
    Json.read(file).fields().forEach((from, to) -> mapping.put(from, to.text()));
    return mapping;
  }

  static Set<String> apply(Map<String, String> mapping, Set<String> labels) {
    Set<String> mapped = new LinkedHashSet<>();
    labels.forEach(label -> mapped.add(mapping.getOrDefault(label, label)));
    return mapped;
  }
}
