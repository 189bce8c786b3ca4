package dev.emotion4j.tuning;

import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A sample with what it should be recognised as.
 *
 * @param sample the signals
 * @param labels one label, or several for a multi-label set; at least one
 */
public record Example(Sample sample, Set<String> labels) {
  /** Copies the labels in their order. */
  public Example {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an example without labels; expected at least one");
    }
    labels = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(labels));
  }

  /** Returns an example with one label. */
  public static Example of(Sample sample, String label) {
    return new Example(sample, Set.of(label));
  }

  /** Returns a text with its labels. */
  public static Example of(String text, String... labels) {
    return new Example(Sample.of(Text.of(text)), new LinkedHashSet<>(List.of(labels)));
  }
}
