package dev.emotion4j.encoder;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Heads;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.List;
import java.util.Locale;

/**
 * How a sequence of frame embeddings becomes one row of features. Immutable. Padding has no
 * influence at all, whatever it holds, and a row without frames gives 0.
 *
 * <p>{@code MEAN} and {@code ATTENTION} do not see in which order the frames come; {@code
 * CONVOLUTION} and {@code SELF_ATTENTION} do, so they can tell a smile that comes from one that
 * goes. Their layers are residual branches in front of the mean.
 *
 * @param kind the formula
 * @param layers residual layers, 1 to 8; 1 for the mean and for attention, which have none
 * @param heads attention heads, which divide the width; 1 where there is no self-attention
 */
public record TemporalPooling(Kind kind, int layers, int heads) {
  /** The formulas. */
  public enum Kind {
    /** The mean over the frames that are there. */
    MEAN,
    /**
     * The mean weighted by {@code softmax(v tanh(W x + b))} (additive attention: Bahdanau et al.,
     * 2015; over a sequence: Yang et al., 2016).
     */
    ATTENTION,
    /**
     * Per layer {@code x + gelu(conv(norm(x)))}, three frames wide at a distance of 1, 2, 4 ...
     * frames (temporal convolution: Bai et al., 2018, not causal), then the mean.
     */
    CONVOLUTION,
    /**
     * Per layer a pre-norm Transformer layer (Vaswani et al., 2017; Xiong et al., 2020) with
     * sinusoidal positions at queries, keys and values, then the mean.
     */
    SELF_ATTENTION
  }

  /** Frames with a position of their own; later ones share the last. */
  static final int POSITIONS = 512;

  private static final double EPSILON = 1e-5;
  private static final List<Integer> THREE = List.of(3);

  /** The mean over the frames that are there: no parameters. */
  public static final TemporalPooling MEAN = new TemporalPooling(Kind.MEAN, 1, 1);

  /** A learned weight per frame. */
  public static final TemporalPooling ATTENTION = new TemporalPooling(Kind.ATTENTION, 1, 1);

  /** Checks the numbers. */
  public TemporalPooling {
    boolean plain = kind == Kind.MEAN || kind == Kind.ATTENTION;
    if (layers < 1
        || layers > 8
        || heads < 1
        || plain && layers > 1
        || kind != Kind.SELF_ATTENTION && heads > 1) {
      throw new IllegalArgumentException(
          layers
              + " layers and "
              + heads
              + " heads of "
              + name(kind)
              + "; expected 1 to 8 layers, more than 1 only with layers to stack, and heads only"
              + " with self-attention");
    }
  }

  /** Returns temporal convolutions in this many layers; two see 7 frames, three see 15. */
  public static TemporalPooling convolution(int layers) {
    return new TemporalPooling(Kind.CONVOLUTION, layers, 1);
  }

  /** Returns Transformer layers with this many heads. */
  public static TemporalPooling selfAttention(int layers, int heads) {
    return new TemporalPooling(Kind.SELF_ATTENTION, layers, heads);
  }

  /** Returns the setting that {@link #parse} reads: {@code self-attention/1/4}. */
  public String text() {
    return name(kind) + "/" + layers + "/" + heads;
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static TemporalPooling parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 3) {
        Kind kind = Kind.valueOf(parts[0].replace('-', '_').toUpperCase(Locale.ROOT));
        return new TemporalPooling(kind, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
    throw new IllegalArgumentException(wrong(text));
  }

  private static String wrong(String text) {
    return "temporal pooling '"
        + text
        + "'; expected mean/1/1, attention/1/1, convolution/LAYERS/1 or self-attention/LAYERS/HEADS";
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Pools frames.
   *
   * @param scope where its parameters are
   * @param frames {@code [batch, frames, width]}; what the mask leaves out may be anything
   * @param mask BOOL {@code [batch, frames]}, false where a frame is padding
   * @return {@code [batch, width]}
   */
  public <T> T apply(Scope<T> scope, T frames, T mask) {
    return switch (kind) {
      case MEAN -> mean(scope.ops(), frames, mask);
      case ATTENTION -> attention(scope, frames, mask);
      case CONVOLUTION -> {
        T x = present(scope.ops(), frames, mask);
        for (int i = 0; i < layers; i++) {
          x = convolve(scope.at("layer." + i), x, mask, 1 << i);
        }
        yield mean(scope.ops(), x, mask);
      }
      case SELF_ATTENTION -> {
        T x = present(scope.ops(), frames, mask);
        for (int i = 0; i < layers; i++) {
          x = attend(scope.at("layer." + i), x, mask);
        }
        yield mean(scope.ops(), x, mask);
      }
    };
  }

  /** Averages what the mask keeps; by choice, not by multiplication, which would keep NaN. */
  static <T> T mean(Ops<T> ops, T frames, T mask) {
    T there = ops.unsqueeze(mask, -1); // [batch, frames, 1]
    T zero = ops.scalar(0);
    T total = ops.sum(ops.where(there, frames, zero), 1); // [batch, 1, width]
    T count = ops.sum(ops.cast(there, Type.F32), 1); // [batch, 1, 1]
    T atLeastOne = ops.where(ops.greater(count, zero), count, ops.scalar(1));
    return ops.squeeze(ops.div(total, atLeastOne), 1);
  }

  private static <T> T present(Ops<T> ops, T frames, T mask) {
    return ops.where(ops.unsqueeze(mask, -1), frames, ops.scalar(0));
  }

  private static <T> T attention(Scope<T> scope, T frames, T mask) {
    Ops<T> ops = scope.ops();
    T x = present(ops, frames, mask);
    int width = ops.shape(x).dim(-1).number();
    T hidden = ops.tanh(scope.linear("hidden", x, width));
    T scores = scope.linear("score", hidden, 1, false); // [batch, frames, 1]
    T there = ops.unsqueeze(mask, -1);
    T weights = ops.softmax(ops.where(there, scores, ops.scalar(Ops.MASKED)), 1);
    return ops.squeeze(ops.sum(ops.mul(ops.where(there, weights, ops.scalar(0)), x), 1), 1);
  }

  private static <T> T convolve(Scope<T> at, T x, T mask, int distance) {
    Ops<T> ops = at.ops();
    int width = ops.shape(x).dim(-1).number();
    T normal = present(ops, at.layerNorm("norm", x, EPSILON), mask);
    Convolution geometry = Convolution.of(1).padding(distance).dilation(distance);
    T across = ops.transpose(normal, 0, 2, 1); // [batch, width, frames]
    T found = at.convolution("convolution", across, width, THREE, geometry, true);
    return ops.add(x, ops.gelu(ops.transpose(found, 0, 2, 1)));
  }

  private <T> T attend(Scope<T> at, T x, T mask) {
    Ops<T> ops = at.ops();
    int width = ops.shape(x).dim(-1).number();
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          heads + " heads for frames of width " + width + "; expected heads that divide the width");
    }
    T placed = ops.add(at.layerNorm("attention.norm", x, EPSILON), positions(ops, x, width));
    Scope<T> self = at.at("attention");
    T query = Heads.split(ops, self.linear("query", placed, width), heads);
    T key = Heads.split(ops, self.linear("key", placed, width), heads);
    T value = Heads.split(ops, self.linear("value", placed, width), heads);
    T keys = ops.unsqueeze(ops.unsqueeze(mask, 1), 1); // [batch, 1, 1, frames]
    T mixed = Heads.join(ops, at.attention("attention", query, key, value, keys, 0));
    T attended = ops.add(x, self.linear("output", mixed, width));
    T wide = at.linear("up", at.layerNorm("feed_forward.norm", attended, EPSILON), 2 * width);
    return ops.add(attended, at.linear("down", ops.gelu(wide), width));
  }

  // [frames, width]; a frame behind the last position takes the last, so no length is refused.
  private static <T> T positions(Ops<T> ops, T x, int width) {
    T last = ops.constant(Tensor.of(new long[] {POSITIONS - 1}));
    T place = ops.iota(x, 1);
    T bounded = ops.where(ops.greater(place, last), last, place);
    return ops.embedding(ops.constant(sinusoids(width)), bounded);
  }

  private static Tensor sinusoids(int width) {
    float[] table = new float[POSITIONS * width];
    for (int place = 0; place < POSITIONS; place++) {
      for (int i = 0; i < width; i++) {
        double angle = place / StrictMath.pow(10_000, (i - i % 2) / (double) width);
        double value = i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
        table[place * width + i] = (float) value;
      }
    }
    return Tensor.of(table, POSITIONS, width);
  }
}
