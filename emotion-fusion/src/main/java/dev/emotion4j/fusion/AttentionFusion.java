package dev.emotion4j.fusion;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.Map;
import java.util.Set;

/**
 * The modalities as tokens: projected, marked by a learned vector each, mixed by one self-attention
 * layer with a residual connection and a norm, and averaged over those present. Immutable.
 *
 * <p>Parameters: {@code projection.I}, {@code modality_embeddings.weight}, {@code query}, {@code
 * key}, {@code value}, {@code output}, {@code norm}.
 *
 * @param width of a token and of what comes out
 * @param heads of the attention; divides the width
 */
public record AttentionFusion(int width, int heads) implements FusionStrategy {
  static final String NAME = "attention";

  private static final double EPSILON = 1e-5;

  /** Checks the sizes. */
  public AttentionFusion {
    Settings.positive(Settings.WIDTH, width);
    Settings.positive(Settings.HEADS, heads);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width " + width + " is not a multiple of " + heads + " heads");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(Settings.WIDTH, Integer.toString(width), Settings.HEADS, Integer.toString(heads));
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    T present = inputs.present();
    int count = inputs.size();
    T projected = Parts.projected(scope, Parts.masked(ops, inputs), width);
    T marks = scope.parameter("modality_embeddings.weight", Initializer.normal(0.02), count, width);
    T tokens = ops.add(projected, marks); // [batch, modalities, width]
    T mask = ops.unsqueeze(ops.unsqueeze(present, 1), 1); // [batch, 1, 1, modalities]
    T mixed =
        scope.attention(
            "attention",
            heads(ops, scope.linear("query", tokens, width)),
            heads(ops, scope.linear("key", tokens, width, false)),
            heads(ops, scope.linear("value", tokens, width)),
            mask,
            0);
    T back = ops.transpose(mixed, 0, 2, 1, 3); // [batch, modalities, heads, width of a head]
    T context = ops.reshape(back, ops.shape(tokens).dim(0), Dim.of(count), Dim.of(width));
    T out =
        scope.layerNorm("norm", ops.add(tokens, scope.linear("output", context, width)), EPSILON);
    T there = ops.unsqueeze(present, -1); // [batch, modalities, 1]
    T total = ops.sum(ops.where(there, out, ops.scalar(0)), 1);
    return ops.squeeze(ops.div(total, ops.sum(ops.cast(there, Type.F32), 1)), 1);
  }

  private <T> T heads(Ops<T> ops, T x) {
    Dim[] split = {ops.shape(x).dim(0), ops.shape(x).dim(1), Dim.of(heads), Dim.of(width / heads)};
    return ops.transpose(ops.reshape(x, split), 0, 2, 1, 3);
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
      Settings.only(NAME, settings, Set.of(Settings.WIDTH, Settings.HEADS));
      return Fusion.attention(
          Settings.size(NAME, settings, Settings.WIDTH),
          Settings.size(NAME, settings, Settings.HEADS));
    }
  }
}
