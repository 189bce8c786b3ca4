package dev.emotion4j.fusion;

import dev.emotion4j.math.Heads;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modalities as tokens: projected, marked by a learned vector each, mixed by one self-attention
 * layer with a residual connection and a norm, and averaged over those present. Attention weights
 * are proportional to {@code q exp(score)}, the average is weighted by {@code q}, the quality.
 * Immutable.
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
    Settings.divides(heads, width);
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
    T quality = ops.unsqueeze(Parts.relativeQuality(ops, inputs), -1); // [batch, modalities, 1]
    T mixed =
        scope.attention(
            "attention",
            query(ops, scope.linear("query", tokens, width)),
            key(ops, scope.linear("key", tokens, width, false), inputs),
            Heads.split(ops, scope.linear("value", tokens, width), heads),
            mask,
            0);
    T context = scope.linear("output", Heads.join(ops, mixed), width);
    T out = scope.layerNorm("norm", ops.add(tokens, context), EPSILON);
    T total = ops.sum(ops.mul(out, quality), 1);
    return ops.squeeze(ops.div(total, ops.sum(quality, 1)), 1);
  }

  // One more column in queries and keys adds log q to every score: attention divides a product of
  // d + 1 columns by sqrt(d + 1), so what stood for d columns is scaled to stay what it was.
  private <T> T query(Ops<T> ops, T query) {
    double d = width / (double) heads;
    T split = ops.scale(Heads.split(ops, query, heads), Math.sqrt((d + 1) / d));
    float[] column = new float[heads * ops.shape(query).dim(1).number()];
    Arrays.fill(column, (float) Math.sqrt(d + 1));
    T one = ops.constant(Tensor.of(column, 1, heads, column.length / heads, 1));
    return ops.concat(3, List.of(split, ops.expand(one, 0, split, 0)));
  }

  private <T> T key(Ops<T> ops, T key, FusionInputs<T> inputs) {
    T split = Heads.split(ops, key, heads); // [batch, heads, modalities, width of a head]
    T logs = ops.unsqueeze(ops.unsqueeze(Parts.logQuality(ops, inputs), 1), -1);
    T repeated = ops.expand(logs, 1, split, 1);
    return ops.concat(3, List.of(split, repeated));
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
