package dev.emotion4j;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Training;
import java.util.List;
import java.util.Optional;

/** Chooses backends: by name, or the only one there is. */
final class Backends {
  private static final String HINT =
      "Add dev.emotion4j:emotion-backend-onnx or dev.emotion4j:emotion-backend-djl to the class"
          + " path";

  private Backends() {}

  /** Returns the backend of a name, or without one the only backend. */
  static Backend choose(Optional<String> name) {
    if (name.isPresent()) {
      return Providers.named(Backend.class, Backend::name, name.get(), HINT);
    }
    List<Backend> all = Providers.all(Backend.class, Backend::name);
    if (all.size() > 1) {
      throw new IllegalArgumentException(
          "more than one backend on the class path: "
              + String.join(", ", all.stream().map(Backend::name).toList())
              + ". Choose one by name: EmotionRecognizer.builder().backend(\""
              + all.get(0).name()
              + "\")");
    }
    return Providers.only(Backend.class, Backend::name, HINT);
  }

  /** Returns a backend that trains: the one named, or without a name the only one that can. */
  static Training training(Optional<String> name) {
    if (name.isPresent()) {
      Backend chosen = choose(name);
      return chosen
          .training()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "backend '" + name.get() + "' does not train; use djl"));
    }
    List<Backend> able =
        Providers.all(Backend.class, Backend::name).stream()
            .filter(backend -> backend.training().isPresent())
            .toList();
    if (able.size() > 1) {
      throw new IllegalArgumentException(
          "more than one backend on the class path can train: "
              + String.join(", ", able.stream().map(Backend::name).toList())
              + ". Choose one by name: fineTune().trainingBackend(\""
              + able.get(0).name()
              + "\")");
    }
    if (!able.isEmpty()) {
      return able.get(0).training().orElseThrow();
    }
    throw new IllegalArgumentException(
        "no backend on the class path can train. Add dev.emotion4j:emotion-backend-djl and, at run"
            + " time, ai.djl.pytorch:pytorch-native-cpu with your platform's classifier");
  }
}
