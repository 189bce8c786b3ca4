package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Gate;
import dev.emotion4j.spi.InputCheck;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A faithful backend to make mistakes in: override one step of it. */
class WrongBackend implements Backend {
  private final Supplier<Ops<Array>> ops;

  WrongBackend(Supplier<Ops<Array>> ops) {
    this.ops = ops;
  }

  /** Faithful operations; for mistakes elsewhere. */
  WrongBackend() {
    this(Faithful::new);
  }

  @Override
  public String name() {
    return "wrong";
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    graph.parameters().forEach(p -> values.put(p.path(), value(p, weights)));
    return new Running(this, graph, Weights.of(values));
  }

  Tensor value(Parameter parameter, Weights weights) {
    return weights.get(parameter);
  }

  void check(Graph graph, Map<String, Tensor> inputs) {
    InputCheck.check(graph.inputs(), inputs);
  }

  Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
    Map<String, Tensor> results = new LinkedHashMap<>();
    graph
        .replay(
            ops.get(),
            input -> Array.of(Rows.get(inputs, input.name())),
            parameter -> Array.of(weights.get(parameter)))
        .map()
        .forEach((name, array) -> results.put(name, array.tensor()));
    return results;
  }

  boolean closes() {
    return true;
  }

  record Running(WrongBackend how, Graph graph, Weights weights, Gate gate) implements Executable {
    Running(WrongBackend how, Graph graph, Weights weights) {
      this(how, graph, weights, new Gate("a graph"));
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
      return gate.run(
          () -> {
            how.check(graph, inputs);
            return how.compute(graph, weights, inputs);
          });
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {
      if (how.closes()) {
        gate.close(() -> {});
      }
    }
  }

  /** The operations of the reference, one of which a subclass gets wrong. */
  static class Faithful extends Forwarding<Array> {
    Faithful() {
      super(dev.emotion4j.math.Reference.INSTANCE);
    }
  }
}
