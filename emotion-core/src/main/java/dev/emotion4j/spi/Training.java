package dev.emotion4j.spi;

/** A backend's ability to train. Thread-safe. */
public interface Training {
  /**
   * Starts a training.
   *
   * @throws IllegalArgumentException if the plan trains no parameter, or a parameter has no value
   */
  Trainer start(TrainingPlan plan);
}
