package dev.emotion4j.spi;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.SiteWrapper;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter-efficient change of a frozen network: wraps the sites it chooses. What it declares by
 * {@link dev.emotion4j.math.Site#parameter} is trained, everything else stays.
 */
public interface Adapter extends SiteWrapper {
  /** Returns the method's name, for example {@code lora}. */
  String method();

  /**
   * Returns weights in which the adapter's effect is part of the sites' own weights, if the method
   * can be merged.
   *
   * @param parameters those of a graph that was recorded with this adapter
   * @param weights the values of base and adapter; unchanged tensors are shared, not copied
   */
  default Optional<Weights> merged(List<Parameter> parameters, Weights weights) {
    return Optional.empty();
  }

  /**
   * Returns the starting values that depend on the weights of the frozen network (DoRA's magnitude
   * is the norm of the weight) and that no initialiser can give; none by default. To be laid over
   * the weights before a training starts.
   *
   * @param parameters those of a graph that was recorded with this adapter
   * @param weights the values of the frozen network
   */
  default Map<String, Tensor> startingValues(List<Parameter> parameters, Weights weights) {
    return Map.of();
  }
}
