package dev.emotion4j.peft;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Adapter;

/**
 * Bottleneck adapters (Houlsby et al., 2019): after each residual branch, before it is added,
 * {@code y + up(gelu(down(y)))}. Immutable. {@code up} starts at 0, so that training starts from
 * the base model.
 *
 * <p>Parameters at block sites: {@code <site>.adapter_down.weight [size, width]} and {@code .bias},
 * {@code <site>.adapter_up.weight [width, size]} and {@code .bias}.
 *
 * @param size the width inside, 1 or more
 */
public record BottleneckAdapter(int size) implements Adapter {
  /** Checks the size. */
  public BottleneckAdapter {
    if (size < 1) {
      throw new IllegalArgumentException("bottleneck size " + size + "; expected 1 or more");
    }
  }

  @Override
  public String method() {
    return "bottleneck";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return kind == Site.Kind.BLOCK;
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    T y = base.apply(inputs).get("out");
    int width = ops.shape(y).dim(-1).number();
    Initializer zeros = Initializer.zeros();
    T down =
        ops.linear(
            y,
            site.parameter("adapter_down.weight", Initializer.uniformPerFanIn(1), size, width),
            site.parameter("adapter_down.bias", zeros, size));
    T up =
        ops.linear(
            ops.gelu(down),
            site.parameter("adapter_up.weight", zeros, width, size),
            site.parameter("adapter_up.bias", zeros, width));
    return Values.of("out", ops.add(y, up));
  }

  @Override
  public String toString() {
    return "bottleneck adapter of size " + size;
  }
}
