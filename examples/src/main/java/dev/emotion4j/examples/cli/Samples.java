package dev.emotion4j.examples.cli;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a JSON object to a sample and its labels. */
final class Samples {
  private Samples() {}

  /**
   * Returns the sample of a line.
   *
   * @throws IllegalArgumentException or a format exception that says what is wrong with the line
   */
  static Sample sample(Json line) {
    Optional<Json> text = line.find("text");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("no field 'text'; found: " + line.fields().keySet());
    }
    return Sample.of(Text.of(text.get().text()));
  }

  /** Returns the labels of a line: {@code labels} (a list) or {@code label}. */
  static Set<String> labels(Json line) {
    Optional<Json> many = line.find("labels");
    if (many.isPresent()) {
      return new LinkedHashSet<>(many.get().texts());
    }
    Optional<Json> one = line.find("label");
    if (one.isEmpty()) {
      throw new IllegalArgumentException(
          "no field 'label' or 'labels'; found: " + line.fields().keySet());
    }
    return new LinkedHashSet<>(List.of(one.get().text()));
  }
}
