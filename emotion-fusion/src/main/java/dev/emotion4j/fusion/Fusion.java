package dev.emotion4j.fusion;

import dev.emotion4j.signal.LabelSet;
import java.util.Collections;
import java.util.OptionalInt;

/**
 * The fusion strategies by name. In each, a modality that is missing has exactly zero influence,
 * even if its features are NaN. Stateless.
 */
public final class Fusion {
  private Fusion() {}

  /** Returns the plain concatenation; for one modality its features themselves. */
  public static ConcatFusion concat() {
    return new ConcatFusion(OptionalInt.empty());
  }

  /** Returns the concatenation followed by a linear layer of this width and GELU. */
  public static ConcatFusion concat(int width) {
    return new ConcatFusion(OptionalInt.of(width));
  }

  /** Returns a sum of projections of this width, weighted by a softmax over those present. */
  public static GatedFusion gated(int width) {
    return new GatedFusion(width);
  }

  /** Returns self-attention over the modalities; the heads divide the width. */
  public static AttentionFusion attention(int width, int heads) {
    return new AttentionFusion(width, heads);
  }

  /**
   * Returns attention of each modality's steps over the other modalities' steps; the heads divide
   * the width.
   */
  public static CrossAttentionFusion crossAttention(int width, int heads, int layers) {
    return new CrossAttentionFusion(width, heads, layers);
  }

  /** Returns sums and products of projected modalities, as a tensor of low rank. */
  public static LowRankFusion lowRank(int width, int rank) {
    return new LowRankFusion(width, rank);
  }

  /**
   * Returns the pool of a classifier per modality, to be trained together: each knows all the
   * labels, expects them equally often and has weight 1. Ready models are joined by {@link
   * dev.emotion4j.assembly.LatePool}.
   *
   * @param pool what the model tells apart
   * @param modalities how many the model has
   */
  public static LateFusion late(LabelSet pool, int modalities) {
    Settings.positive("modalities", modalities);
    return new LateFusion(
        pool, Collections.nCopies(modalities, new LateFusion.Branch(pool.names(), 1)));
  }
}
