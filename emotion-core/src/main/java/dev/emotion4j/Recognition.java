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
 * @param alone per modality used, the calibrated distribution that it gives alone; the distribution
 *     itself if it is the only one
 * @param qualities per modality used, how clean its signal is, above 0 to 1 (noise, blur, gaps);
 *     what is below 1 has less weight in fusion
 * @param missing modalities that the model knows and the sample lacks
 * @param failed modalities whose signal could not be used, and why: what was found, what was
 *     expected, what to do; never content
 * @param abstained whether the top probability is below the recognizer's limit
 * @param notes what the caller should know, such as a truncation; never content
 * @param provenance model, backend and device
 */
public record Recognition(
    Map<String, Double> distribution,
    Map<String, Double> logits,
    Set<String> labels,
    Map<Modality, Double> shares,
    Map<Modality, Map<String, Double>> alone,
    Map<Modality, Double> qualities,
    Set<Modality> missing,
    Map<Modality, String> failed,
    boolean abstained,
    List<String> notes,
    Provenance provenance) {
  /** Copies the collections in their order. */
  public Recognition {
    distribution = Collections.unmodifiableMap(new LinkedHashMap<>(distribution));
    logits = Collections.unmodifiableMap(new LinkedHashMap<>(logits));
    labels = Collections.unmodifiableSet(new LinkedHashSet<>(labels));
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    alone = Collections.unmodifiableMap(new LinkedHashMap<>(alone));
    qualities = Collections.unmodifiableMap(new LinkedHashMap<>(qualities));
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
    notes = List.copyOf(notes);
  }

  /**
   * Returns whether nothing was recognised, because no signal of the sample could be used: {@link
   * #failed} says why, the distribution is empty, and the recognizer abstained.
   */
  public boolean isEmpty() {
    return distribution.isEmpty();
  }

  /**
   * Returns the most probable label, whether or not the recognizer abstained.
   *
   * @throws IllegalStateException if the recognition {@linkplain #isEmpty is empty}
   */
  public String top() {
    whole();
    return distribution.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  /**
   * Returns the calibrated probability of the most probable label.
   *
   * @throws IllegalStateException if the recognition {@linkplain #isEmpty is empty}
   */
  public double confidence() {
    whole();
    return Collections.max(distribution.values());
  }

  /** Returns the most probable label, or nothing if the recognizer abstained. */
  public Optional<String> decision() {
    return abstained ? Optional.empty() : Optional.of(top());
  }

  private void whole() {
    if (isEmpty()) {
      throw new IllegalStateException(
          "nothing was recognised: " + failed + "; ask isEmpty() before top()");
    }
  }

  /**
   * Returns valence, arousal and dominance by the published places of the labels; empty for labels
   * whose places are not known.
   */
  public Optional<Affect> affect() {
    return Affect.of(distribution);
  }

  /** Returns the modalities that the result rests on. */
  public Set<Modality> used() {
    return shares.keySet();
  }
}
