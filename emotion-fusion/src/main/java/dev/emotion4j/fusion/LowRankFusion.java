package dev.emotion4j.fusion;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every product of the modalities' features, of one, of two, of all, by a tensor of low rank (Liu
 * et al., 2018). Immutable.
 *
 * <p>Each modality gives the factors {@code f = 1 + r (W x + b)}, one per rank and column, where
 * the 1 is the one that the paper appends to the features, and {@code r = q / max q} is the quality
 * beside the best one there. A missing modality has {@code r = 0}, so its factors are the neutral
 * 1: what is left are the products of those present. Multiplied over the modalities, added up over
 * the ranks with a learned weight each, plus a bias.
 *
 * <p>Parameters: {@code factor.I} per modality, {@code rank_weights [rank, 1]}, {@code bias}.
 *
 * @param width of what comes out
 * @param rank how many products are added up
 */
public record LowRankFusion(int width, int rank) implements FusionStrategy {
  static final String NAME = "low-rank";

  /** Checks the sizes. */
  public LowRankFusion {
    Settings.positive(Settings.WIDTH, width);
    Settings.positive(Settings.RANK, rank);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(Settings.WIDTH, Integer.toString(width), Settings.RANK, Integer.toString(rank));
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    T quality = Parts.relativeQuality(ops, inputs);
    List<T> features = Parts.masked(ops, inputs);
    T product = ops.scalar(1);
    for (int i = 0; i < features.size(); i++) {
      T own = scope.linear("factor." + i, features.get(i), rank * width);
      T counted = ops.mul(own, ops.slice(quality, 1, i, i + 1));
      product = ops.mul(product, ops.add(counted, ops.scalar(1))); // [batch, rank * width]
    }
    T ranks = ops.reshape(product, ops.shape(product).dim(0), Dim.of(rank), Dim.of(width));
    T weights = scope.parameter("rank_weights", Initializer.normal(1 / Math.sqrt(rank)), rank, 1);
    T sum = ops.squeeze(ops.sum(ops.mul(ranks, weights), 1), 1);
    return ops.add(sum, scope.parameter("bias", Initializer.zeros(), width));
  }

  /** Makes it from settings. */
  public static final class Provider implements FusionProvider {
    /** For ServiceLoader. */
    public Provider() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      Settings.only(NAME, settings, Set.of(Settings.WIDTH, Settings.RANK));
      return Fusion.lowRank(
          Settings.size(NAME, settings, Settings.WIDTH),
          Settings.size(NAME, settings, Settings.RANK));
    }
  }
}
