package dev.emotion4j.assembly;

import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a recognizer is made of, without a backend. Immutable; the weights are shared, never copied.
 *
 * @param name for provenance and reports
 * @param labels what it tells apart
 * @param encoders one per modality, in the order that fusion takes them
 * @param fusion how their features become one vector
 * @param adapters around the sites of encoders, fusion and head, the first innermost
 * @param trained the values of fusion, head and adapters, and of encoder parameters that differ
 *     from the encoder's own; paths as in {@link ModelNetworks}
 * @param headDropout the rate before the classifier, in training
 * @param calibration from logits to labels
 * @param provenance where it comes from: free text by name, shown and saved
 */
public record EmotionModel(
    String name,
    LabelSet labels,
    List<ModalityEncoder> encoders,
    FusionStrategy fusion,
    List<Adapter> adapters,
    Weights trained,
    double headDropout,
    Calibration calibration,
    Map<String, String> provenance) {
  /** Copies the lists; checks that no modality has two encoders, dropout and thresholds. */
  public EmotionModel {
    encoders = List.copyOf(encoders);
    adapters = List.copyOf(adapters);
    provenance = Map.copyOf(provenance);
    Set<Modality> seen = new HashSet<>();
    for (ModalityEncoder encoder : encoders) {
      if (!seen.add(encoder.modality())) {
        throw new IllegalArgumentException(
            "two encoders for modality '" + encoder.modality() + "'; expected one");
      }
    }
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException("a model without encoders; expected at least one");
    }
    if (!(headDropout >= 0 && headDropout < 1)) {
      throw new IllegalArgumentException("head dropout " + headDropout + "; expected 0 to below 1");
    }
    if (calibration.thresholds().isPresent()
        && calibration.thresholds().get().size() != labels.size()) {
      throw new IllegalArgumentException(
          calibration.thresholds().get().size()
              + " thresholds for "
              + labels.size()
              + " labels; expected one per label");
    }
  }

  /** Returns the modalities in order. */
  public List<Modality> modalities() {
    return encoders.stream().map(ModalityEncoder::modality).toList();
  }

  /** Returns the networks that it consists of. */
  public ModelNetworks networks() {
    return new ModelNetworks(this);
  }

  /** Returns all values: every encoder's own below its modality's name, then the trained ones. */
  public Weights weights() {
    Weights all = Weights.of(Map.of());
    for (ModalityEncoder encoder : encoders) {
      all = all.with(encoder.weights().below(encoder.modality().name()));
    }
    return all.with(trained);
  }

  /** Returns a copy with encoders of its own over the same weights, to be closed for themselves. */
  public EmotionModel share() {
    return new EmotionModel(
        name,
        labels,
        encoders.stream().map(encoder -> encoder.withDropout(headDropout)).toList(),
        fusion,
        adapters,
        trained,
        headDropout,
        calibration,
        provenance);
  }

  /** Closes every encoder, the others too if one fails. */
  public void closeEncoders() {
    closeAll(encoders);
  }

  static void closeAll(List<ModalityEncoder> encoders) {
    RuntimeException first = null;
    for (ModalityEncoder encoder : encoders) {
      try {
        encoder.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Returns a copy with other encoders of the same modalities, in the same order. */
  public EmotionModel withEncoders(List<ModalityEncoder> others) {
    return new EmotionModel(
        name, labels, others, fusion, adapters, trained, headDropout, calibration, provenance);
  }

  /** Returns a copy with another dropout before the classifier. */
  public EmotionModel withHeadDropout(double rate) {
    return new EmotionModel(
        name, labels, encoders, fusion, adapters, trained, rate, calibration, provenance);
  }

  /** Returns a copy with other values. */
  public EmotionModel with(Weights values) {
    return new EmotionModel(
        name, labels, encoders, fusion, adapters, values, headDropout, calibration, provenance);
  }

  /** Returns a copy with other adapters. */
  public EmotionModel with(List<Adapter> others) {
    return new EmotionModel(
        name, labels, encoders, fusion, others, trained, headDropout, calibration, provenance);
  }

  /** Returns a copy with another calibration. */
  public EmotionModel with(Calibration other) {
    return new EmotionModel(
        name, labels, encoders, fusion, adapters, trained, headDropout, other, provenance);
  }

  /** Returns a copy with other notes on where it comes from. */
  public EmotionModel with(Map<String, String> notes) {
    return new EmotionModel(
        name, labels, encoders, fusion, adapters, trained, headDropout, calibration, notes);
  }
}
