package dev.emotion4j.spi;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The backend named {@code reference}: plain Java in double precision, on the CPU, without native
 * code. It is the truth that others are measured against, slow by design, and does not train; no
 * service file lists it, so that it is never chosen by itself. Thread-safe.
 */
public final class ReferenceBackend implements Backend {
  /** The name by which it is chosen. */
  public static final String NAME = "reference";

  /** Makes the backend; there is no state. */
  public ReferenceBackend() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    options
        .device()
        .filter(device -> !device.equals(Device.CPU))
        .ifPresent(
            device -> {
              throw new IllegalArgumentException(
                  "device '"
                      + device
                      + "' asked of backend 'reference', which computes on the cpu"
                      + " only; ask for 'cpu' or leave the device open");
            });
    Map<String, Tensor> values = new LinkedHashMap<>();
    graph.parameters().forEach(p -> values.put(p.path(), weights.get(p)));
    return new Running(graph, Weights.of(values), new Gate("a graph of backend 'reference'"));
  }

  private record Running(Graph graph, Weights weights, Gate gate) implements Executable {
    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
      return gate.run(
          () -> {
            InputCheck.check(graph.inputs(), inputs);
            return Reference.run(graph, weights, inputs);
          });
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {
      gate.close(() -> {});
    }
  }
}
