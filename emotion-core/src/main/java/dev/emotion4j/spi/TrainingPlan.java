package dev.emotion4j.spi;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Weights;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What a {@link Trainer} works on.
 *
 * @param graphs every graph it will be asked to run: losses (one output {@code loss} of one
 *     element) and, for validation, the networks alone; they share parameters by path
 * @param weights the starting values
 * @param trainable which parameters change; no gradient is computed for the others
 * @param optimizer the update rule
 * @param decays which of the trainable parameters decay
 * @param clipNorm the norm that all gradients together are clipped to, if any
 * @param seed of dropout; the generator is reseeded with mix(seed, step) before each step
 * @param options where and with how many threads
 */
public record TrainingPlan(
    List<Graph> graphs,
    Weights weights,
    Predicate<Parameter> trainable,
    AdamW optimizer,
    Predicate<Parameter> decays,
    OptionalDouble clipNorm,
    long seed,
    ExecutionOptions options) {
  /** Copies the list. */
  public TrainingPlan {
    graphs = List.copyOf(graphs);
  }

  /** Returns the parameters of all graphs, each once, in the order of first use. */
  public List<Parameter> parameters() {
    java.util.Map<String, Parameter> found = new java.util.LinkedHashMap<>();
    for (Graph graph : graphs) {
      for (Parameter parameter : graph.parameters()) {
        Parameter known = found.putIfAbsent(parameter.path(), parameter);
        if (known != null && !known.shape().equals(parameter.shape())) {
          throw new IllegalArgumentException(
              "parameter '"
                  + parameter.path()
                  + "' has shape "
                  + known.shape()
                  + " in one graph and "
                  + parameter.shape()
                  + " in another");
        }
      }
    }
    return List.copyOf(found.values());
  }
}
