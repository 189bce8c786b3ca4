package dev.emotion4j.fusion;

import dev.emotion4j.math.Heads;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cross-modal attention over steps (words, frames, windows): each step of a modality asks the steps
 * of every other modality, so that sequences need not be aligned (Tsai et al., 2019, made compact:
 * one stack per modality, no feed-forward layers). Immutable.
 *
 * <p>The steps {@code x_i} of modality {@code i} are projected to one width and marked by a learned
 * vector. A layer gives {@code norm(x_i + output(sum_j r_j attention(x_i, x_j) / sum_j r_j))} over
 * the other modalities {@code j}, whose steps are the projected ones in every layer; {@code r} is
 * the quality beside the best one there, 0 if missing. Then the mean over a modality's steps, and
 * the mean over modalities weighted by {@code r}.
 *
 * <p>Parameters: {@code projection.I}, {@code mark.I}, and per layer {@code layer.L.I.query},
 * {@code key}, {@code value}, {@code output}, {@code norm}.
 *
 * @param width of a step and of what comes out
 * @param heads of the attention; divides the width
 * @param layers how often each modality asks the others
 */
public record CrossAttentionFusion(int width, int heads, int layers) implements FusionStrategy {
  static final String NAME = "cross-attention";

  private static final double EPSILON = 1e-5;

  /** Checks the sizes. */
  public CrossAttentionFusion {
    Settings.positive(Settings.WIDTH, width);
    Settings.positive(Settings.HEADS, heads);
    Settings.positive(Settings.LAYERS, layers);
    Settings.divides(heads, width);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        Settings.WIDTH, Integer.toString(width),
        Settings.HEADS, Integer.toString(heads),
        Settings.LAYERS, Integer.toString(layers));
  }

  @Override
  public boolean usesTokens() {
    return true;
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    List<T> steps = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      FusionInputs.Tokens<T> own = inputs.tokens().get(i);
      T clean = ops.where(ops.unsqueeze(own.mask(), -1), own.values(), ops.scalar(0));
      T mark = scope.parameter("mark." + i, Initializer.normal(0.02), width);
      steps.add(ops.add(scope.linear("projection." + i, clean, width), mark));
    }
    T quality = Parts.relativeQuality(ops, inputs); // [batch, modalities]
    T total = ops.scalar(0);
    for (int i = 0; i < steps.size(); i++) {
      T x = steps.get(i); // [batch, steps, width]
      for (int layer = 0; layer < layers && steps.size() > 1; layer++) {
        x = asked(scope.at("layer." + layer + "." + i), i, x, steps, inputs, quality);
      }
      T pooled = mean(ops, x, inputs.tokens().get(i).mask());
      total = ops.add(total, ops.mul(pooled, ops.slice(quality, 1, i, i + 1)));
    }
    return ops.div(total, ops.sum(quality, 1));
  }

  private <T> T asked(
      Scope<T> scope, int own, T x, List<T> steps, FusionInputs<T> inputs, T quality) {
    Ops<T> ops = scope.ops();
    T query = Heads.split(ops, scope.linear("query", x, width), heads);
    T total = ops.scalar(0);
    T weights = ops.scalar(0);
    for (int j = 0; j < steps.size(); j++) {
      if (j != own) {
        T mask = ops.unsqueeze(ops.unsqueeze(inputs.tokens().get(j).mask(), 1), 1);
        T heard =
            scope.attention(
                "attention",
                query,
                Heads.split(ops, scope.linear("key", steps.get(j), width, false), heads),
                Heads.split(ops, scope.linear("value", steps.get(j), width), heads),
                mask, // [batch, 1, 1, steps]
                0);
        T weight = ops.slice(quality, 1, j, j + 1); // [batch, 1]
        total = ops.add(total, ops.mul(Heads.join(ops, heard), ops.unsqueeze(weight, -1)));
        weights = ops.add(weights, weight);
      }
    }
    T some = ops.where(ops.greater(weights, ops.scalar(0)), weights, ops.scalar(1));
    T context = ops.div(total, ops.unsqueeze(some, -1)); // 0 if no other is there
    return scope.layerNorm("norm", ops.add(x, scope.linear("output", context, width)), EPSILON);
  }

  // The mean over the steps that are there; 0 if there is none.
  private static <T> T mean(Ops<T> ops, T x, T mask) {
    T there = ops.unsqueeze(mask, -1); // [batch, steps, 1]
    T sum = ops.squeeze(ops.sum(ops.where(there, x, ops.scalar(0)), 1), 1);
    T count = ops.sum(ops.cast(mask, Type.F32), 1); // [batch, 1]
    return ops.div(sum, ops.where(ops.greater(count, ops.scalar(0)), count, ops.scalar(1)));
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
      Settings.only(NAME, settings, Set.of(Settings.WIDTH, Settings.HEADS, Settings.LAYERS));
      return Fusion.crossAttention(
          Settings.size(NAME, settings, Settings.WIDTH),
          Settings.size(NAME, settings, Settings.HEADS),
          Settings.size(NAME, settings, Settings.LAYERS));
    }
  }
}
