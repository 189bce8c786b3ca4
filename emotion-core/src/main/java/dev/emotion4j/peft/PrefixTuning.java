package dev.emotion4j.peft;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Adapter;
import java.util.Arrays;
import java.util.List;

/**
 * Prefix tuning (Li and Liang, 2021), without the reparametrisation: every attention of the encoder
 * sees some learned keys and values before its own. Immutable. It changes the network from the
 * start.
 *
 * <p>Parameters at attention sites: {@code <site>.prefix_key [heads, length, d]} and {@code
 * <site>.prefix_value [heads, length, v]}.
 *
 * @param length how many keys and values, 1 or more
 */
public record PrefixTuning(int length) implements Adapter {
  private static final Initializer SMALL = Initializer.normal(0.02);

  /** Checks the length. */
  public PrefixTuning {
    if (length < 1) {
      throw new IllegalArgumentException("prefix length " + length + "; expected 1 or more");
    }
  }

  @Override
  public String method() {
    return "prefix";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return kind == Site.Kind.ATTENTION && !Trainable.isHead(path);
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    Values<T> longer =
        inputs
            .with("key", prefixed(site, "prefix_key", inputs.get("key")))
            .with("value", prefixed(site, "prefix_value", inputs.get("value")));
    return base.apply(
        inputs.find("mask").map(mask -> longer.with("mask", longer(ops, mask))).orElse(longer));
  }

  private <T> T prefixed(Site<T> site, String name, T x) {
    Ops<T> ops = site.ops();
    Shape shape = ops.shape(x); // [batch, heads, keys, d]
    int heads = shape.dim(1).number();
    T own = site.parameter(name, SMALL, heads, length, shape.dim(3).number());
    return ops.concat(2, List.of(ops.expand(ops.unsqueeze(own, 0), 0, x, 0), x));
  }

  private <T> T longer(Ops<T> ops, T mask) {
    boolean[] all = new boolean[length];
    Arrays.fill(all, true);
    int rank = ops.shape(mask).rank();
    int[] shape = new int[rank];
    Arrays.fill(shape, 1);
    shape[rank - 1] = length;
    T there = ops.constant(Tensor.of(all, shape));
    for (int axis = 0; axis < rank - 1; axis++) {
      if (!ops.shape(mask).dim(axis).equals(Dim.of(1))) {
        there = ops.expand(there, axis, mask, axis);
      }
    }
    return ops.concat(rank - 1, List.of(there, mask));
  }

  @Override
  public String toString() {
    return "prefix of length " + length;
  }
}
