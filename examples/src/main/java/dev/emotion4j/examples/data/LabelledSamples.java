package dev.emotion4j.examples.data;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labelled samples as JSON Lines: {@code {"text": "We won!", "image": "face.png", "label": "joy"}},
 * or {@code "labels"} with a list; the signals are those of {@link SampleFields}. Stateless.
 */
public final class LabelledSamples {
  private static final int CHUNK = 1000;

  private LabelledSamples() {}

  /** Reads a file; see {@link #read(Path, Map)}. */
  public static List<Example> read(Path file) throws IOException {
    return read(file, Map.of());
  }

  /**
   * Reads a file whole.
   *
   * @param map from labels of the file to labels to learn; others stay as they are
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if a line is wrong (the message names it), or there is none
   */
  public static List<Example> read(Path file, Map<String, String> map) throws IOException {
    List<Example> examples = new ArrayList<>();
    Path folder = SampleFields.folder(file);
    try (JsonLines lines = new JsonLines(file)) {
      for (List<JsonLines.Line> chunk = lines.next(CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(CHUNK)) {
        for (JsonLines.Line line : chunk) {
          try {
            Json json = line.json();
            Sample sample = SampleFields.of(json, folder).whole();
            examples.add(new Example(sample, mapped(map, labels(json))));
          } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                file + " line " + line.number() + ": " + e.getMessage(), e);
          }
        }
      }
    }
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has no line; expected {\"text\": ..., \"label\": ...} on each");
    }
    return examples;
  }

  /** Reads a map of labels: a JSON object of strings. */
  public static Map<String, String> map(Path file) throws IOException {
    Map<String, String> map = new LinkedHashMap<>();
    Json.read(file).fields().forEach((from, to) -> map.put(from, to.text()));
    return map;
  }

  /**
   * Returns the labels of a line: {@code labels} (a list) or {@code label}.
   *
   * @throws RuntimeException that says what is wrong with the line
   */
  public static Set<String> labels(Json line) {
    Optional<Json> many = line.find("labels");
    if (many.isPresent()) {
      return named(many.get().texts());
    }
    Optional<Json> one = line.find("label");
    if (one.isEmpty()) {
      throw new IllegalArgumentException(
          "no field 'label' or 'labels'; found " + SampleFields.named(line));
    }
    return named(List.of(one.get().text()));
  }

  private static Set<String> named(List<String> labels) {
    if (labels.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a label is blank; expected a name, or no such line");
    }
    return new LinkedHashSet<>(labels);
  }

  private static Set<String> mapped(Map<String, String> map, Set<String> labels) {
    Set<String> mapped = new LinkedHashSet<>();
    labels.forEach(label -> mapped.add(map.getOrDefault(label, label)));
    return mapped;
  }
}
