package dev.emotion4j.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.signal.EmotionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How methods of scripts are called. DJL makes a list argument of all arrays of one name. */
final class Calls {
  private Calls() {}

  /** Returns the inputs in the order of their declaration. */
  static NDList inputs(PtNDManager step, List<Input> inputs, Map<String, Tensor> given) {
    Values<Tensor> tensors = Values.of(given);
    NDList arguments = new NDList();
    inputs.forEach(input -> arguments.add(Native.share(step, tensors.get(input.name()))));
    return arguments;
  }

  /** Returns tensors over the host's memory as the elements of a list argument. */
  static List<PtNDArray> share(PtNDManager memory, Collection<Tensor> tensors, String name) {
    List<PtNDArray> arrays = new ArrayList<>();
    for (Tensor tensor : tensors) {
      arrays.add(named(Native.share(memory, tensor), name));
    }
    return arrays;
  }

  /** Returns the constants of a script. */
  static List<PtNDArray> constants(PtNDManager memory, List<Tensor> constants) {
    return share(memory, constants, "c");
  }

  /** Makes an array an element of a list argument. */
  static PtNDArray named(NDArray array, String name) {
    array.setName(name + "[]");
    return (PtNDArray) array;
  }

  /** Calls {@code forward} without gradients and copies the outputs. */
  static Map<String, Tensor> forward(
      Method method, PtNDManager step, Graph graph, NDList arguments) {
    NDList outputs = method.call(step, arguments, false);
    Map<String, Tensor> results = new LinkedHashMap<>();
    int at = 0;
    for (String name : graph.outputs().keySet()) {
      results.put(name, Native.tensor(outputs.get(at++)));
    }
    return results;
  }

  /** Returns what to throw for a failure inside the engine. */
  static RuntimeException failure(String what, RuntimeException cause) {
    if (cause instanceof EmotionException
        || cause instanceof IllegalArgumentException
        || cause instanceof IllegalStateException) {
      return cause;
    }
    String message = String.valueOf(cause.getMessage());
    String first = message.lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("");
    return new EmotionException("libtorch failed while " + what + ": " + first.strip(), cause);
  }
}
