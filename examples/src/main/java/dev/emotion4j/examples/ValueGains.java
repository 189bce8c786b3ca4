package dev.emotion4j.examples;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Adapter;

// region adapter
/** One trained gain per value channel of every attention, as in IA3 (Liu et al., 2022). */
public record ValueGains() implements Adapter {
  @Override
  public String method() {
    return "value-gains";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return kind == Site.Kind.LINEAR && path.endsWith("attention.self.value");
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    T out = base.apply(inputs).get("out"); // [batch, tokens, width]
    int width = ops.shape(site.weight()).dim(0).number();
    T gains = site.parameter("gains", Initializer.ones(), width);
    return Values.of("out", ops.mul(out, gains));
  }
}
// endregion
