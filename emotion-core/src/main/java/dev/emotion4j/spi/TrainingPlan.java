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

  /**
   * Returns a plan in which every parameter is trained and decays, gradients are not clipped, the
   * seed is 0 and the options are {@link ExecutionOptions#DEFAULT}.
   */
  public static TrainingPlan of(Weights weights, AdamW optimizer, List<Graph> graphs) {
    return new TrainingPlan(
        graphs,
        weights,
        parameter -> true,
        optimizer,
        parameter -> true,
        OptionalDouble.empty(),
        0,
        ExecutionOptions.DEFAULT);
  }

  /** Returns a copy with these graphs. */
  public TrainingPlan graphs(List<Graph> others) {
    return new TrainingPlan(others, weights, trainable, optimizer, decays, clipNorm, seed, options);
  }

  /** Returns a copy that starts from these values. */
  public TrainingPlan weights(Weights start) {
    return new TrainingPlan(graphs, start, trainable, optimizer, decays, clipNorm, seed, options);
  }

  /** Returns a copy that changes these parameters only. */
  public TrainingPlan trainable(Predicate<Parameter> which) {
    return new TrainingPlan(graphs, weights, which, optimizer, decays, clipNorm, seed, options);
  }

  /** Returns a copy with this update rule. */
  public TrainingPlan optimizer(AdamW rule) {
    return new TrainingPlan(graphs, weights, trainable, rule, decays, clipNorm, seed, options);
  }

  /** Returns a copy in which these of the trainable parameters decay. */
  public TrainingPlan decays(Predicate<Parameter> which) {
    return new TrainingPlan(graphs, weights, trainable, optimizer, which, clipNorm, seed, options);
  }

  /** Returns a copy that clips the gradients to this norm, or does not. */
  public TrainingPlan clipNorm(OptionalDouble norm) {
    return new TrainingPlan(graphs, weights, trainable, optimizer, decays, norm, seed, options);
  }

  /** Returns a copy with this seed. */
  public TrainingPlan seed(long value) {
    return new TrainingPlan(
        graphs, weights, trainable, optimizer, decays, clipNorm, value, options);
  }

  /** Returns a copy that runs there and so. */
  public TrainingPlan options(ExecutionOptions how) {
    return new TrainingPlan(graphs, weights, trainable, optimizer, decays, clipNorm, seed, how);
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
