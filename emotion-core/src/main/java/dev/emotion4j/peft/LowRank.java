package dev.emotion4j.peft;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Site;

/** The two matrices of LoRA and DoRA at a linear site. */
final class LowRank {
  private LowRank() {}

  static <T> T a(Site<T> site, int rank) {
    int in = site.ops().shape(site.weight()).dim(1).number();
    return site.parameter("lora_A.weight", Initializer.uniformPerFanIn(1), rank, in);
  }

  static <T> T b(Site<T> site, int rank) {
    int out = site.ops().shape(site.weight()).dim(0).number();
    return site.parameter("lora_B.weight", Initializer.zeros(), out, rank);
  }

  /** Returns {@code x A^T B^T}. */
  static <T> T linear(Site<T> site, T x, int rank) {
    Ops<T> ops = site.ops();
    return ops.linear(ops.linear(x, a(site, rank), null), b(site, rank), null);
  }
}
