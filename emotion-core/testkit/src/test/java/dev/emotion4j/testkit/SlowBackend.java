package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.spi.Training;
import java.util.Optional;

/** The reference with a way to train. */
record SlowBackend(Training trains) implements Backend {
  @Override
  public String name() {
    return "slow";
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    return new ReferenceBackend().compile(graph, weights, options);
  }

  @Override
  public Optional<Training> training() {
    return Optional.of(trains);
  }
}
