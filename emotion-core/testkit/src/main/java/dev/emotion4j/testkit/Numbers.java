package dev.emotion4j.testkit;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reproducible random numbers for the kit: weights {@code N(0, 1 / sqrt(fan-in))}, inputs {@code
 * N(0, 1)}. Every parameter is random, for zeros hide a dropped bias and an ignored adapter.
 */
public final class Numbers {
  private Numbers() {}

  /** Returns random values for every parameter, biases and gains included. */
  public static Weights weights(long seed, Iterable<Parameter> parameters) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      tensors.put(parameter.path(), weight(seed, parameter));
    }
    return Weights.of(tensors);
  }

  /** Returns random values for every parameter of a graph. */
  public static Weights weights(long seed, Graph graph) {
    return weights(seed, graph.parameters());
  }

  private static Tensor weight(long seed, Parameter parameter) {
    List<Integer> shape = parameter.shape();
    Initializer normal = shape.size() > 1 ? Initializer.normalPerFanIn(1) : Initializer.normal(0.5);
    return normal.create(seed, parameter.path(), shape);
  }

  /** Returns {@code N(0, 1)} numbers. */
  public static Tensor normal(long seed, String name, int... shape) {
    return Initializer.normal(1).create(seed, name, Arrays.stream(shape).boxed().toList());
  }

  /** Returns integers from 0 to below {@code bound}. */
  public static Tensor integers(long seed, String name, int bound, int... shape) {
    float[] uniform = uniform(seed, name, shape);
    long[] values = new long[uniform.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(bound - 1, (long) (uniform[i] * bound));
    }
    return Tensor.of(values, shape);
  }

  /** Returns truth values, true with this probability. */
  public static Tensor truths(long seed, String name, double probability, int... shape) {
    float[] uniform = uniform(seed, name, shape);
    boolean[] values = new boolean[uniform.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = uniform[i] < probability;
    }
    return Tensor.of(values, shape);
  }

  private static float[] uniform(long seed, String name, int... shape) {
    float[] values =
        Initializer.uniform(0.5).create(seed, name, Arrays.stream(shape).boxed().toList()).floats();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.5f;
    }
    return values;
  }

  /**
   * Returns random values for every input: {@code N(0, 1)}, integers below {@code bound}, truth
   * values of which seven in ten hold.
   *
   * @param sizes the size of every symbol
   */
  public static Map<String, Tensor> inputs(
      long seed, List<Input> inputs, int bound, Map<String, Integer> sizes) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Input input : inputs) {
      int[] shape = input.spec().shape().dims().stream().mapToInt(d -> size(d, sizes)).toArray();
      Type type = input.spec().type();
      tensors.put(
          input.name(),
          switch (type) {
            case F32 -> normal(seed, input.name(), shape);
            case I64 -> integers(seed, input.name(), bound, shape);
            case BOOL -> truths(seed, input.name(), 0.7, shape);
          });
    }
    return tensors;
  }

  private static int size(Dim dim, Map<String, Integer> sizes) {
    if (dim.isNumber()) {
      return dim.number();
    }
    Integer size = sizes.get(dim.toString());
    if (size == null) {
      throw new IllegalArgumentException("no size for '" + dim + "'; known: " + sizes);
    }
    return size;
  }
}
