package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the programs that this backend runs as files, for a libtorch without Java: a server in C++
 * or Python, or a machine whose GPU has another libtorch than DJL. Needs no libtorch itself. On an
 * NVIDIA GPU libtorch lets cuDNN round the inputs of convolutions to TF32 unless the environment
 * has {@code NVIDIA_TF32_OVERRIDE=0}: faces then differ from the reference by up to 4e-4 instead of
 * 5e-7 (measured on an H200). Stateless and thread-safe.
 *
 * <p>A folder holds
 *
 * <ul>
 *   <li>{@code program.pt}, for {@code torch::jit::load}; its one method takes a boolean tensor
 *       (true: run), then what {@code program.json} lists, and returns a list of tensors
 *   <li>{@code program.json}: {@code method}; {@code inputs} by name, one tensor each; then lists
 *       of tensors: {@code trainable} and {@code frozen}, each with path and shape and left out if
 *       empty, {@code constants} (how many; one at least)
 *   <li>{@code constants.safetensors}: {@code 0}, {@code 1} ...
 * </ul>
 *
 * A step takes an F64 scalar, the learning rate, before its inputs, and after the constants three
 * more lists as long as {@code trainable}: the two moments and, F32 scalars, the counts of updates,
 * all zero at first. It returns the loss, and changes the trainable tensors, which must ask for
 * gradients, the moments and the counts in place. Dropout draws from libtorch's generator of the
 * device. Parameters are not written: their values belong to the model, not to the program.
 */
public final class TorchPrograms {
  private TorchPrograms() {}

  /**
   * Writes the forward program of a graph, without dropout; it returns the graph's outputs in
   * order.
   *
   * @param device where it will run, such as {@code cpu} or {@code cuda:0}
   */
  public static void network(Graph graph, Device device, Path folder) throws IOException {
    Script script = new Script(graph, device.name(), p -> false, p -> false);
    write(folder, "forward", script.forward(), script, graph.inputs());
  }

  /**
   * Writes one training step: forward with dropout, loss, backward, clipping and AdamW.
   *
   * @param plan says what is trained and how
   * @param loss one of its graphs
   * @param device where it will run, such as {@code cpu} or {@code cuda:0}
   * @throws IllegalArgumentException if the graph is no loss, or depends on nothing that is trained
   */
  public static void step(TrainingPlan plan, Graph loss, Device device, Path folder)
      throws IOException {
    Script script = new Script(loss, device.name(), plan.trainable(), plan.decays());
    if (script.trainable().isEmpty()) {
      throw new IllegalArgumentException(
          "the loss depends on none of the parameters that the plan trains; expected at least one");
    }
    String methods = StepScript.step(script, script.loss(), plan);
    write(folder, "step", methods, script, loss.inputs());
  }

  private static void write(
      Path folder, String method, String methods, Script script, List<Input> inputs)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("program.pt"), Archive.of(methods));
    List<Tensor> constants = script.constants();
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("method", method);
    description.put("inputs", inputs.stream().map(Input::name).toList());
    description.put("trainable", described(script.trainable()));
    description.put("frozen", described(script.frozen()));
    description.put("constants", constants.size());
    Files.writeString(folder.resolve("program.json"), Json.write(description));
    Map<String, Tensor> numbered = new LinkedHashMap<>();
    for (int i = 0; i < constants.size(); i++) {
      numbered.put(Integer.toString(i), constants.get(i));
    }
    Safetensors.write(folder.resolve("constants.safetensors"), numbered);
  }

  private static List<Object> described(List<Parameter> parameters) {
    List<Object> all = new ArrayList<>();
    for (Parameter parameter : parameters) {
      all.add(Map.of("path", parameter.path(), "shape", parameter.shape()));
    }
    return all;
  }
}
