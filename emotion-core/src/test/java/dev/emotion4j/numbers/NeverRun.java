package dev.emotion4j.numbers;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;

/** A backend that is looked for and chosen, but runs nothing. */
public abstract class NeverRun implements Backend {
  private final String name;

  /** Makes one of this name. */
  protected NeverRun(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    throw new AssertionError("backend " + name + " is never run");
  }
}
