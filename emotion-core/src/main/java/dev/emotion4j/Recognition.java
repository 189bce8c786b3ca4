package dev.emotion4j;

import dev.emotion4j.signal.Modality;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The emotions that a sample expresses, as a model sees them: an expressed emotion is recognised;
 * nobody's feelings are known. Immutable; holds no content of the sample.
 *
 * @param distribution calibrated probability per label, in the order of the label set; adds up to 1
 *     for a model with one label per sample
 * @param logits what the network computed per label, before calibration
 * @param labels the labels whose probability reaches their threshold, most probable first; the top
 *     label for a model without thresholds; empty if none reaches its threshold, or the recognizer
 *     abstained
 * @param shares per modality used, how much of the top label's probability rests on it; adds up to
 *     1
 * @param missing modalities that the model knows and the sample lacks
 * @param abstained whether the top probability is below the recognizer's limit
 * @param notes what the caller should know, such as a truncation; never content
 * @param provenance model, backend and device
 */
public record Recognition(
    Map<String, Double> distribution,
    Map<String, Double> logits,
    Set<String> labels,
    Map<Modality, Double> shares,
    Set<Modality> missing,
    boolean abstained,
    List<String> notes,
    Provenance provenance) {
  /** Copies the collections in their order. */
  public Recognition {
    distribution = Collections.unmodifiableMap(new LinkedHashMap<>(distribution));
    logits = Collections.unmodifiableMap(new LinkedHashMap<>(logits));
    labels = Collections.unmodifiableSet(new LinkedHashSet<>(labels));
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
    notes = List.copyOf(notes);
  }

  /** Returns the most probable label, whether or not the recognizer abstained. */
  public String top() {
    return distribution.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /** Returns the calibrated probability of the most probable label. */
  public double confidence() {
    return Collections.max(distribution.values());
  }

  /** Returns the most probable label, or nothing if the recognizer abstained. */
  public Optional<String> decision() {
    return abstained ? Optional.empty() : Optional.of(top());
  }

  /** Returns the modalities that the result rests on. */
  public Set<Modality> used() {
    return shares.keySet();
  }
}
