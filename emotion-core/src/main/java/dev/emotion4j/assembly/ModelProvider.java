package dev.emotion4j.assembly;

/** Opens a model that comes as a dependency. Found by ServiceLoader, by name. */
public interface ModelProvider {
  /** Returns the name of the model: {@code builtin}. */
  String name();

  /**
   * Opens the model.
   *
   * @throws dev.emotion4j.signal.EmotionException if its resources are missing or damaged
   */
  EmotionModel open();
}
