package dev.emotion4j.encoder;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.EmotionException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Picks the parameters of a BERT out of a checkpoint that may hold more. */
final class BertWeights {
  private BertWeights() {}

  /**
   * Returns the parameters under the network's names. A prefix {@code bert.} and the norms' old
   * names {@code gamma} and {@code beta} are understood.
   *
   * @throws EmotionException if one is missing or has another shape
   */
  static Weights select(
      String source, Bert network, Set<String> names, Function<String, Tensor> tensor) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Parameter parameter : Graph.record(network).parameters()) {
      found.put(parameter.path(), tensor.apply(name(source, names, parameter)));
    }
    Weights weights = Weights.of(found);
    for (Parameter parameter : Graph.record(network).parameters()) {
      check(source, parameter, weights);
    }
    return weights;
  }

  private static String name(String source, Set<String> names, Parameter parameter) {
    String path = parameter.path();
    String old =
        path.replace("LayerNorm.weight", "LayerNorm.gamma")
            .replace("LayerNorm.bias", "LayerNorm.beta");
    for (String name : new String[] {path, "bert." + path, old, "bert." + old}) {
      if (names.contains(name)) {
        return name;
      }
    }
    throw new EmotionException(
        source
            + ": no weight named '"
            + path
            + "' of shape "
            + parameter.shape()
            + "; found "
            + names.size()
            + ", the first are "
            + names.stream().limit(5).toList()
            + ". Is this the checkpoint that config.json describes?");
  }

  private static void check(String source, Parameter parameter, Weights weights) {
    try {
      weights.get(parameter);
    } catch (IllegalArgumentException e) {
      throw new EmotionException(source + ": " + e.getMessage(), e);
    }
  }
}
