package dev.emotion4j.math;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where the values of parameters come from: tensors by path, and optionally a seed from which the
 * missing ones are initialised. Immutable; the tensors are shared, never copied.
 */
public final class Weights {
  private final Map<String, Tensor> tensors;
  private final OptionalLong seed;

  private Weights(Map<String, Tensor> tensors, OptionalLong seed) {
    this.tensors = tensors;
    this.seed = seed;
  }

  /** Returns these tensors and nothing else: a parameter without one is an error. */
  public static Weights of(Map<String, Tensor> tensors) {
    return new Weights(new LinkedHashMap<>(tensors), OptionalLong.empty());
  }

  /** Returns initialised values for every parameter. */
  public static Weights initialized(long seed) {
    return new Weights(Map.of(), OptionalLong.of(seed));
  }

  /** Returns these weights, with parameters that have none initialised from a seed. */
  public Weights orInitialized(long seed) {
    return new Weights(tensors, OptionalLong.of(seed));
  }

  /** Returns these weights overlaid with others. */
  public Weights with(Map<String, Tensor> others) {
    Map<String, Tensor> merged = new LinkedHashMap<>(tensors);
    merged.putAll(others);
    return new Weights(merged, seed);
  }

  /** Returns these weights overlaid with others, whose seed wins if they have one. */
  public Weights with(Weights others) {
    Weights merged = with(others.tensors);
    return others.seed.isPresent() ? new Weights(merged.tensors, others.seed) : merged;
  }

  /** Returns the same weights with every path moved below a prefix: {@code prefix.path}. */
  public Weights below(String prefix) {
    Map<String, Tensor> moved = new LinkedHashMap<>();
    tensors.forEach((path, tensor) -> moved.put(prefix + "." + path, tensor));
    return new Weights(moved, seed);
  }

  /** Returns the tensors by path, unmodifiable. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Returns the paths that have a tensor. */
  public Set<String> paths() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * Returns the value of a parameter.
   *
   * @throws IllegalArgumentException if its shape is another, or there is none and no seed
   */
  public Tensor get(Parameter parameter) {
    Tensor tensor = tensors.get(parameter.path());
    if (tensor == null) {
      if (seed.isEmpty()) {
        throw new IllegalArgumentException(
            "no weights for parameter '"
                + parameter.path()
                + "' of shape "
                + parameter.shape()
                + "; found "
                + tensors.size()
                + " others. Is this the checkpoint of this network?");
      }
      return parameter.initializer().create(seed.getAsLong(), parameter.path(), parameter.shape());
    }
    if (!tensor.spec().equals(parameter.spec())) {
      throw new IllegalArgumentException(
          "parameter '"
              + parameter.path()
              + "' is "
              + tensor.spec()
              + " in the weights; the network"
              + " expects "
              + parameter.spec());
    }
    return tensor;
  }
}
