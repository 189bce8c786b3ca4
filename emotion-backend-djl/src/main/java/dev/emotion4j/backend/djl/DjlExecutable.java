package dev.emotion4j.backend.djl;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Gate;
import dev.emotion4j.spi.InputCheck;
import java.util.List;
import java.util.Map;

/** A graph as a loaded script; on the CPU its parameters are the host's own memory. */
final class DjlExecutable implements Executable {
  private final Graph graph;
  private final PtNDManager memory;
  private final Method forward;
  private final List<PtNDArray> parameters;
  private final List<PtNDArray> constants;
  private final Device device;
  private final Gate gate;

  DjlExecutable(Graph graph, Weights weights, ExecutionOptions options) {
    this.graph = graph;
    List<Tensor> values = graph.parameters().stream().map(weights::get).toList();
    ai.djl.Device place = Native.device(options);
    device = Native.device(place);
    gate = Gate.ofNative("the djl executable of " + graph.outputs().keySet());
    Script script = new Script(graph, device.name(), p -> false, p -> false);
    String text = script.forward();
    memory = Native.manager(place);
    try {
      forward = new Method(memory, text, "forward", options.threads());
      parameters = Calls.share(memory, values, "p");
      constants = Calls.constants(memory, script.constants());
    } catch (RuntimeException e) {
      memory.close();
      throw Calls.failure("loading the script of " + graph, e);
    }
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return gate.run(
        () -> {
          InputCheck.check(graph.inputs(), inputs);
          try (PtNDManager step = Native.manager(memory)) {
            NDList arguments = Calls.inputs(step, graph.inputs(), inputs);
            arguments.addAll(parameters);
            arguments.addAll(constants);
            return Calls.forward(forward, step, graph, arguments);
          }
        });
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public void close() {
    gate.close(memory::close);
  }

  @Override
  public String toString() {
    return "djl executable on " + device + " of " + graph;
  }
}
