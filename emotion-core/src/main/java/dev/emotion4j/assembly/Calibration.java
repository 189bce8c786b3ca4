package dev.emotion4j.assembly;

import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.signal.Modality;
import java.util.Optional;
import java.util.Set;

/**
 * How logits become probabilities and labels. Immutable.
 *
 * @param activation softmax for one label per sample, sigmoid for independent ones
 * @param temperature what logits are divided by first (Guo et al., 2017)
 * @param thresholds from which probability a label is reported; empty reports the top label only
 * @param thresholdsFor the modalities that the thresholds were chosen on: they apply to results
 *     that rest on exactly these, and others report the top label; empty = to every result
 */
public record Calibration(
    Activation activation,
    TemperatureScaling temperature,
    Optional<Thresholds> thresholds,
    Set<Modality> thresholdsFor) {
  /** Copies the set. */
  public Calibration {
    thresholdsFor = Set.copyOf(thresholdsFor);
  }

  /** A calibration whose thresholds apply to every result. */
  public Calibration(
      Activation activation, TemperatureScaling temperature, Optional<Thresholds> thresholds) {
    this(activation, temperature, thresholds, Set.of());
  }

  /** From logits to probabilities. */
  public enum Activation {
    /** Probabilities that add up to 1. */
    SOFTMAX,
    /** A probability per label, each for itself. */
    SIGMOID
  }

  /** Softmax as it is, top label only. */
  public static final Calibration NONE =
      new Calibration(Activation.SOFTMAX, TemperatureScaling.NONE, Optional.empty());

  /** Returns the thresholds that apply to a result that rests on these modalities. */
  public Optional<Thresholds> thresholds(Set<Modality> used) {
    return thresholdsFor.isEmpty() || thresholdsFor.equals(used) ? thresholds : Optional.empty();
  }

  /** Returns the calibrated probabilities of one row of logits. */
  public double[] probabilities(double[] logits) {
    return activation == Activation.SOFTMAX
        ? temperature.softmax(logits)
        : temperature.sigmoid(logits);
  }
}
