package dev.emotion4j.assembly;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the model that a tuning starts from, and the one that it leaves behind. */
public final class TuningModel {
  private static final String CLASSIFIER = "classifier.";
  private static final String FUSION = "fusion.";

  private TuningModel() {}

  /** Returns whether a parameter belongs to fusion or head. */
  public static boolean isHead(Parameter parameter) {
    return parameter.path().startsWith(CLASSIFIER) || parameter.path().startsWith(FUSION);
  }

  /**
   * Returns the model to be tuned: the base's adapters merged into its weights, the new adapters
   * around them, a new head if the labels or the fusion are new.
   *
   * @param fusion another strategy than the base's, learned anew
   * @param used the modalities that the training data have: with a new fusion the others are left
   *     out, since nothing would be learned about them
   * @throws IllegalArgumentException if an adapter of the base cannot be merged, or the labels are
   *     new and the fusion gives the base's
   */
  public static EmotionModel of(
      EmotionModel base,
      String name,
      LabelSet labels,
      Optional<FusionStrategy> fusion,
      Set<Modality> used,
      List<Adapter> adapters,
      double dropout,
      long seed) {
    Weights trained =
        Merged.of(base)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the base '"
                            + base.name()
                            + "' has an adapter that cannot be merged; tune from another base"))
            .trained();
    boolean otherLabels = !labels.names().equals(base.labels().names());
    if (fusion.isPresent()) {
      trained = without(without(trained, FUSION), CLASSIFIER);
      for (Modality modality : base.modalities()) {
        trained = used.contains(modality) ? trained : without(trained, modality.name() + ".");
      }
    } else if (otherLabels && base.fusion().givesLogits()) {
      throw new IllegalArgumentException(
          "fusion '"
              + base.fusion().name()
              + "' of the base '"
              + base.name()
              + "' gives the labels "
              + base.labels().names()
              + ", and "
              + labels.names()
              + " are to be learned; choose a strategy that is learned anew:"
              + " fineTune().fusion(Fusion.gated(64))");
    } else if (otherLabels) {
      trained = without(trained, CLASSIFIER);
    }
    List<ModalityEncoder> encoders =
        base.encoders().stream()
            .filter(e -> fusion.isEmpty() || used.contains(e.modality()))
            .map(e -> e.withDropout(dropout))
            .toList();
    return new EmotionModel(
        name,
        labels,
        encoders,
        fusion.orElse(base.fusion()),
        adapters,
        trained.orInitialized(seed),
        dropout,
        Calibration.NONE,
        Map.of("base", base.name(), "seed", Long.toString(seed)));
  }

  /**
   * Returns the model with nothing left to be initialised: what no tensor gives (a head that was
   * not trained, for example) gets the very values that the seed of its weights gives.
   */
  public static EmotionModel finished(EmotionModel model) {
    Weights all = model.weights();
    Map<String, Tensor> values = new LinkedHashMap<>(model.trained().tensors());
    for (Parameter parameter : model.networks().parameters()) {
      if (!all.paths().contains(parameter.path()) || isHeldBy(model, parameter)) {
        values.putIfAbsent(parameter.path(), all.get(parameter));
      }
    }
    return model.with(Weights.of(values));
  }

  /** Returns whether no provider will find the value again, because the encoder has no base. */
  private static boolean isHeldBy(EmotionModel model, Parameter parameter) {
    return model.encoders().stream()
        .filter(encoder -> !encoder.opensWithWeights())
        .anyMatch(encoder -> parameter.path().startsWith(encoder.modality().name() + "."));
  }

  private static Weights without(Weights weights, String prefix) {
    Map<String, Tensor> kept = new LinkedHashMap<>(weights.tensors());
    kept.keySet().removeIf(path -> path.startsWith(prefix));
    return Weights.of(kept);
  }
}
