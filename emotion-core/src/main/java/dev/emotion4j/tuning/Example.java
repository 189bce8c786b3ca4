package dev.emotion4j.tuning;

import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sample with what it should be recognised as.
 *
 * @param sample the signals
 * @param labels one label, or several for a multi-label set; at least one
 * @param distribution how much each label is meant, adding up to 1, if that is known (the votes of
 *     several annotators); else empty, and every label is meant equally
 */
public record Example(Sample sample, Set<String> labels, Map<String, Double> distribution) {
  /** Copies the labels in their order; scales the distribution. */
  public Example {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an example without labels; expected at least one");
    }
    labels = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(labels));
    distribution = scaled(distribution);
  }

  /** An example whose labels are meant equally. */
  public Example(Sample sample, Set<String> labels) {
    this(sample, labels, Map.of());
  }

  private static Map<String, Double> scaled(Map<String, Double> votes) {
    double total = 0;
    for (Map.Entry<String, Double> vote : votes.entrySet()) {
      if (!(vote.getValue() >= 0) || Double.isInfinite(vote.getValue())) {
        throw new IllegalArgumentException(
            "label '"
                + vote.getKey()
                + "' has the share "
                + vote.getValue()
                + "; expected a finite number of 0 or more");
      }
      total += vote.getValue();
    }
    if (!votes.isEmpty() && !(total > 0)) {
      throw new IllegalArgumentException(
          "the shares of " + votes.keySet() + " are all 0; expected one above 0");
    }
    Map<String, Double> scaled = new LinkedHashMap<>();
    for (Map.Entry<String, Double> vote : votes.entrySet()) {
      scaled.put(vote.getKey(), vote.getValue() / total);
    }
    return java.util.Collections.unmodifiableMap(scaled);
  }

  /**
   * Returns an example with a distribution over labels (soft labels): learned as it is, while
   * reports count the label of the largest share.
   *
   * @param distribution shares or votes, 0 or more, one above 0; scaled to add up to 1
   */
  public static Example soft(Sample sample, Map<String, Double> distribution) {
    String top =
        distribution.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElseThrow(() -> new IllegalArgumentException("an empty distribution over labels"));
    return new Example(sample, Set.of(top), distribution);
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
