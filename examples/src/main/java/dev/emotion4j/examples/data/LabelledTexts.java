package dev.emotion4j.examples.data;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
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
 * Labelled texts as JSON Lines: {@code {"text": "We won!", "label": "joy"}}, or {@code "labels"}
 * with a list. Of a dialogue a line may say who speaks and what was said before, the oldest first:
 * {@code {"text": "Fine!", "speaker": "Ann", "history": [{"speaker": "Ben", "text": "Well?"}]}}.
 * Stateless.
 */
public final class LabelledTexts {
  private static final int CHUNK = 1000;

  private LabelledTexts() {}

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
    try (JsonLines lines = new JsonLines(file)) {
      for (List<JsonLines.Line> chunk = lines.next(CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(CHUNK)) {
        for (JsonLines.Line line : chunk) {
          try {
            Json json = line.json();
            examples.add(new Example(sample(json), mapped(map, labels(json))));
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
   * Returns the sample of a line.
   *
   * @throws RuntimeException that says what is wrong with the line
   */
  public static Sample sample(Json line) {
    Optional<Json> text = line.find("text");
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "no field 'text'; found " + line.fields().keySet() + ", expected a string there");
    }
    return Sample.of(text(text.get().text(), line));
  }

  private static Text text(String words, Json line) {
    List<Text.Turn> history = new ArrayList<>();
    for (Json turn : line.find("history").map(Json::items).orElse(List.of())) {
      history.add(new Text.Turn(speaker(turn), turn.get("text").text()));
    }
    return new Text(words, speaker(line), history);
  }

  private static Optional<String> speaker(Json object) {
    return object.find("speaker").filter(name -> !name.isNull()).map(Json::text);
  }

  /**
   * Returns the labels of a line: {@code labels} (a list) or {@code label}.
   *
   * @throws RuntimeException that says what is wrong with the line
   */
  public static Set<String> labels(Json line) {
    Optional<Json> many = line.find("labels");
    if (many.isPresent()) {
      return new LinkedHashSet<>(many.get().texts());
    }
    Optional<Json> one = line.find("label");
    if (one.isEmpty()) {
      throw new IllegalArgumentException(
          "no field 'label' or 'labels'; found " + line.fields().keySet());
    }
    return new LinkedHashSet<>(List.of(one.get().text()));
  }

  private static Set<String> mapped(Map<String, String> map, Set<String> labels) {
    Set<String> mapped = new LinkedHashSet<>();
    labels.forEach(label -> mapped.add(map.getOrDefault(label, label)));
    return mapped;
  }
}
