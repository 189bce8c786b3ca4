package dev.emotion4j.assembly;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models whose adapters are part of the weights: as fast as without adapters. */
final class Merged {
  private Merged() {}

  /** Returns the model with its adapters merged, or nothing if one of them cannot be. */
  static Optional<EmotionModel> of(EmotionModel model) {
    if (model.adapters().isEmpty()) {
      return Optional.of(model);
    }
    List<Parameter> parameters = model.networks().parameters();
    Weights all = model.weights();
    for (Adapter adapter : model.adapters()) {
      Optional<Weights> merged = adapter.merged(parameters, all);
      if (merged.isEmpty()) {
        return Optional.empty();
      }
      all = merged.get();
    }
    Map<String, Tensor> changed = changed(model, all);
    for (Parameter parameter : parameters) {
      if (parameter.owner() == Parameter.Owner.ADAPTER) {
        changed.remove(parameter.path());
      }
    }
    return Optional.of(model.with(List.<Adapter>of()).with(Weights.of(changed)));
  }

  // What is not the very tensor of an encoder's checkpoint.
  private static Map<String, Tensor> changed(EmotionModel model, Weights merged) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    for (ModalityEncoder encoder : model.encoders()) {
      own.putAll(encoder.weights().below(encoder.modality().name()).tensors());
    }
    Map<String, Tensor> changed = new LinkedHashMap<>();
    merged
        .tensors()
        .forEach(
            (path, tensor) -> {
              if (own.get(path) != tensor) {
                changed.put(path, tensor);
              }
            });
    return changed;
  }
}
