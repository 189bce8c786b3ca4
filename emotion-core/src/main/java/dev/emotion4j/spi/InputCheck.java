package dev.emotion4j.spi;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The checks that stand before native code: what {@link Executable#run} promises to refuse. Written
 * once for all backends, because native libraries answer such inputs with silent nonsense or with
 * the end of the process. Stateless and thread-safe; messages tell names, types and shapes, never
 * content.
 */
public final class InputCheck {
  private record Bound(long value, String input) {}

  private InputCheck() {}

  /**
   * Checks the tensors given for the declared inputs.
   *
   * @throws IllegalArgumentException if one is missing or unknown, has another type, rank or fixed
   *     dimension, if two axes of one symbol differ, if an axis is empty, or if an F32 tensor holds
   *     NaN or infinity
   */
  public static void check(List<Input> inputs, Map<String, Tensor> given) {
    names(inputs, given);
    Map<String, Bound> symbols = new HashMap<>();
    for (Input input : inputs) {
      Tensor tensor = given.get(input.name());
      if (tensor != null) {
        shape(input, tensor, symbols);
        finite(input, tensor);
      }
    }
  }

  private static void names(List<Input> inputs, Map<String, Tensor> given) {
    TreeSet<String> declared = new TreeSet<>();
    inputs.forEach(input -> declared.add(input.name()));
    for (String name : declared) {
      if (given.get(name) == null) {
        throw new IllegalArgumentException(
            "input '"
                + name
                + "' is missing; found "
                + new TreeSet<>(given.keySet())
                + ", expected "
                + declared);
      }
    }
    for (String name : given.keySet()) {
      if (!declared.contains(name)) {
        throw new IllegalArgumentException(
            "input '" + name + "' is unknown; expected " + declared + ". Remove it");
      }
    }
  }

  private static void shape(Input input, Tensor tensor, Map<String, Bound> symbols) {
    Type type = input.spec().type();
    Shape expected = input.spec().shape();
    int[] found = tensor.shape();
    if (tensor.type() != type) {
      throw wrong(input, tensor, "the type is another");
    }
    if (found.length != expected.rank()) {
      throw wrong(input, tensor, "the number of axes is another");
    }
    for (int axis = 0; axis < found.length; axis++) {
      if (found[axis] == 0) {
        throw wrong(input, tensor, axis == 0 ? "the batch is empty" : "axis " + axis + " is empty");
      }
      Dim dim = expected.dims().get(axis);
      if (dim.isNumber()) {
        if (found[axis] != dim.number()) {
          throw wrong(input, tensor, "axis " + axis + " has to be " + dim);
        }
      } else {
        bind(input, tensor, dim, axis, symbols);
      }
    }
  }

  private static void bind(
      Input input, Tensor tensor, Dim dim, int axis, Map<String, Bound> symbols) {
    long value = tensor.dim(axis) - dim.offset();
    String symbol = dim.base().toString();
    Bound known = symbols.putIfAbsent(symbol, new Bound(value, input.name()));
    if (value < 0) {
      throw wrong(
          input, tensor, "axis " + axis + " has to be " + dim + ", at least " + dim.offset());
    }
    if (known != null && known.value() != value) {
      throw wrong(
          input,
          tensor,
          "axis "
              + axis
              + " ("
              + dim
              + ") makes "
              + symbol
              + " = "
              + value
              + ", but input '"
              + known.input()
              + "' makes it "
              + known.value());
    }
  }

  private static void finite(Input input, Tensor tensor) {
    if (tensor.type() != Type.F32) {
      return;
    }
    FloatBuffer values = tensor.buffer().asFloatBuffer();
    for (int i = 0, n = values.limit(); i < n; i++) {
      float value = values.get(i);
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "input '"
                + input.name()
                + "' holds "
                + (Float.isNaN(value) ? "NaN" : "infinity")
                + " at element "
                + i
                + " of "
                + Arrays.toString(tensor.shape())
                + "; expected finite numbers. Leave out what could not be measured, or mask it");
      }
    }
  }

  private static IllegalArgumentException wrong(Input input, Tensor tensor, String why) {
    return new IllegalArgumentException(
        "input '"
            + input.name()
            + "' is "
            + tensor.spec()
            + "; expected "
            + input.spec()
            + ": "
            + why);
  }
}
