package dev.emotion4j.testkit;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.tuning.Concordance;
import dev.emotion4j.tuning.Contrastive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small networks of the shapes that the house is built for, with the parts that break interpreters:
 * a vision transformer with a class token, the front end of wav2vec2, a face network, a BERT with a
 * mask, frames of a video. Each has the output {@code features [batch, width]}. Immutable.
 */
public final class TinyNetworks {
  /** The name of the output of every network here. */
  public static final String FEATURES = "features";

  /** How many ids the BERT knows. */
  public static final int VOCABULARY = 11;

  private static final Dim TOKENS = Dim.symbol("tokens");
  private static final int WIDTH = 8;

  private TinyNetworks() {}

  /** Returns a BERT layer: {@code ids} and {@code mask [batch, tokens]}, up to 32 tokens. */
  public static Network bert() {
    return bert(0);
  }

  /** Returns a BERT layer that drops activations at this rate in training. */
  public static Network bert(double dropout) {
    return new Bert(dropout);
  }

  /** Returns a vision transformer over {@code pixels [batch, 3, 8, 8]}. */
  public static Network vit() {
    return new Vit();
  }

  /** Returns a wav2vec2 front end over {@code samples [batch, samples]}, 20 samples or more. */
  public static Network wav2Vec2() {
    return new Wav2Vec2();
  }

  /** Returns a face network over {@code pixels [batch, 1, 12, 12]}. */
  public static Network face() {
    return new Face();
  }

  /** Returns a network over {@code pixels [batch, frames, 1, 6, 6]} that sees frames one by one. */
  public static Network frames() {
    return new Frames();
  }

  /** Returns every network here by a name that says what it is. */
  public static Map<String, Network> all() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("a BERT layer with a mask", bert());
    all.put("a ViT with a class token", vit());
    all.put("a wav2vec2 front end", wav2Vec2());
    all.put("a face network", face());
    all.put("frames of a video", frames());
    return all;
  }

  /** Returns objectives that look at the whole batch, by a name that says what they are. */
  public static Map<String, Network> objectives() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("a concordance objective", new Concordance(2));
    all.put("an in-batch contrastive objective", new Contrastive(4, 0.1));
    return all;
  }

  /** Returns adapters that fit {@link #bert()}, by a name that says what they are. */
  public static Map<String, Adapter> adapters() {
    Map<String, Adapter> all = new LinkedHashMap<>();
    all.put("LoRA", Adapters.lora(2, 4));
    all.put("DoRA", Adapters.dora(2, 4));
    all.put("IA3", Adapters.ia3());
    all.put("prefix tuning", Adapters.prefix(3));
    all.put("bottleneck adapters", Adapters.bottleneck(3));
    return all;
  }

  /** A transformer's attention and feed-forward branches, under BERT's names. */
  private static <T> T layer(Scope<T> at, T x, T mask, double dropout) {
    Ops<T> o = at.ops();
    Scope<T> self = at.at("attention.self");
    T scores =
        self.attention(
            "sdpa",
            heads(o, self.linear("query", x, WIDTH)),
            heads(o, self.linear("key", x, WIDTH)),
            heads(o, self.linear("value", x, WIDTH)),
            o.unsqueeze(o.unsqueeze(mask, 1), 1),
            dropout);
    T merged = o.transpose(scores, 0, 2, 1, 3); // [batch, tokens, heads, width of a head]
    Dim length = o.shape(merged).dim(1);
    T context = o.reshape(merged, o.shape(merged).dim(0), length, Dim.of(WIDTH));
    T attended =
        at.layerNorm(
            "attention.output.LayerNorm",
            o.add(x, o.dropout(at.linear("attention.output.dense", context, WIDTH), dropout)),
            1e-12);
    T out =
        at.block(
            "ffn",
            attended,
            inner ->
                at.linear(
                    "output.dense",
                    o.gelu(at.linear("intermediate.dense", inner, 2 * WIDTH)),
                    WIDTH));
    return at.layerNorm("output.LayerNorm", o.add(attended, o.dropout(out, dropout)), 1e-12);
  }

  private static <T> T heads(Ops<T> o, T x) {
    Dim[] split = {o.shape(x).dim(0), o.shape(x).dim(1), Dim.of(2), Dim.of(WIDTH / 2)};
    return o.transpose(o.reshape(x, split), 0, 2, 1, 3);
  }

  private record Bert(double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of("ids", Type.I64, Input.BATCH, TOKENS),
          Input.of("mask", Type.BOOL, Input.BATCH, TOKENS));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      Scope<T> embeddings = scope.at("embeddings");
      T ids = inputs.get("ids");
      T words = embeddings.embedding("word_embeddings", ids, VOCABULARY, WIDTH);
      T positions = embeddings.embedding("position_embeddings", o.iota(ids, 1), 32, WIDTH);
      T normal = embeddings.layerNorm("LayerNorm", o.add(words, positions), 1e-12);
      Values<T> tokens = scope.tokens("encoder", o.dropout(normal, dropout), inputs.get("mask"));
      T mask = tokens.get("mask");
      T hidden = layer(scope.at("encoder.layer.0"), tokens.get("tokens"), mask, dropout);
      T weight = o.unsqueeze(o.cast(mask, Type.F32), -1);
      T total = o.sum(o.mul(hidden, weight), 1);
      T count = o.add(o.sum(weight, 1), o.scalar(1e-9));
      return Values.of(FEATURES, o.squeeze(o.div(total, count), 1));
    }
  }

  private record Vit() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("pixels", Type.F32, Input.BATCH, Dim.of(3), Dim.of(8), Dim.of(8)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      Scope<T> embeddings = scope.at("embeddings");
      T x = inputs.get("pixels");
      T patches =
          embeddings.convolution(
              "patch_embeddings.projection",
              x,
              WIDTH,
              List.of(4, 4),
              Convolution.of(2).stride(4),
              true);
      T rows = o.reshape(patches, o.shape(x).dim(0), Dim.of(WIDTH), Dim.REST);
      Initializer normal = Initializer.normal(0.02);
      T token = o.expand(embeddings.parameter("cls_token", normal, 1, 1, WIDTH), 0, x, 0);
      T tokens = o.concat(1, List.of(token, o.transpose(rows, 0, 2, 1)));
      T placed = o.add(tokens, embeddings.parameter("position_embeddings", normal, 1, 5, WIDTH));
      T all =
          o.constant(
              dev.emotion4j.math.Tensor.of(new boolean[] {true, true, true, true, true}, 1, 5));
      Values<T> entered = scope.tokens("encoder", placed, o.expand(all, 0, x, 0));
      T hidden = layer(scope.at("encoder.layer.0"), entered.get("tokens"), entered.get("mask"), 0);
      T first = o.squeeze(o.slice(hidden, 1, 0, 1), 1);
      return Values.of(FEATURES, o.tanh(scope.linear("pooler.dense", first, 4)));
    }
  }

  private record Wav2Vec2() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("samples", Type.F32, Input.BATCH, Dim.symbol("samples")));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      Scope<T> extractor = scope.at("feature_extractor.conv_layers");
      Convolution line = Convolution.of(1);
      T wave = o.unsqueeze(inputs.get("samples"), 1); // [batch, 1, samples]
      T first = extractor.convolution("0.conv", wave, WIDTH, List.of(10), line.stride(5), false);
      T normal = o.gelu(extractor.groupNorm("0.layer_norm", first, WIDTH, 1e-5));
      T second =
          o.gelu(extractor.convolution("1.conv", normal, WIDTH, List.of(3), line.stride(2), false));
      Scope<T> projection = scope.at("feature_projection");
      T frames = projection.layerNorm("layer_norm", o.transpose(second, 0, 2, 1), 1e-5);
      T x = projection.linear("projection", frames, WIDTH); // [batch, frames, width]
      T placed = o.add(x, positions(scope.at("encoder.pos_conv_embed"), x));
      T out = scope.layerNorm("encoder.layer_norm", placed, 1e-5);
      return Values.of(FEATURES, o.squeeze(o.mean(out, 1), 1));
    }

    // The convolution's weight is g v / |v|, the norm taken per tap (weight_norm with dim=2).
    private static <T> T positions(Scope<T> at, T x) {
      Ops<T> o = at.ops();
      T g = at.parameter("conv.weight_g", Initializer.ones(), 1, 1, 4);
      T v = at.parameter("conv.weight_v", Initializer.normalPerFanIn(1), WIDTH, WIDTH / 2, 4);
      T weight = o.div(o.mul(v, g), o.sqrt(o.sum(o.square(v), 0, 1)));
      T bias = at.parameter("conv.bias", Initializer.zeros(), WIDTH);
      T channels = o.transpose(x, 0, 2, 1);
      Convolution geometry = Convolution.of(1).padding(2).groups(2);
      T longer = at.convolution("conv", channels, weight, bias, geometry);
      return o.transpose(o.gelu(o.slice(longer, 2, 0, -1)), 0, 2, 1);
    }
  }

  private record Face() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("pixels", Type.F32, Input.BATCH, Dim.of(1), Dim.of(12), Dim.of(12)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      Convolution plane = Convolution.of(2).padding(1);
      List<Integer> square = List.of(3, 3);
      T x = scope.convolution("stem", inputs.get("pixels"), 4, square, plane, true);
      x =
          o.pool(
              o.relu(scope.groupNorm("norm1", x, 2, 1e-5)), Pooling.max(2, 3).stride(2).padding(1));
      T branch = scope.convolution("conv2", x, 4, square, plane.groups(4), false);
      x = o.add(x, o.gelu(scope.groupNorm("norm2", branch, 1, 1e-5)));
      x =
          o.pool(
              scope.convolution("conv3", x, WIDTH, square, plane.stride(2), true),
              Pooling.average(2, 2).stride(1));
      T mean = o.reshape(o.mean(x, 2, 3), o.shape(x).dim(0), Dim.of(WIDTH));
      return Values.of(FEATURES, scope.linear("head", mean, 4));
    }
  }

  private record Frames() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of(
              "pixels",
              Type.F32,
              Input.BATCH,
              Dim.symbol("frames"),
              Dim.of(1),
              Dim.of(6),
              Dim.of(6)),
          Input.of("mask", Type.BOOL, Input.BATCH, Dim.symbol("frames")));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T video = inputs.get("pixels");
      T pictures = o.foldRows(video); // [batch * frames, 1, 6, 6]
      T x = scope.convolution("conv", pictures, 4, List.of(3, 3), Convolution.of(2), true);
      T pooled = o.pool(o.relu(x), Pooling.max(2, 2)); // [batch * frames, 4, 2, 2]
      T rows = o.reshape(pooled, o.shape(pooled).dim(0), Dim.of(16));
      T frames = o.unfoldRows(scope.linear("frame", rows, WIDTH), video);
      T scores = o.squeeze(scope.linear("score", frames, 1), -1); // [batch, frames]
      T mask = inputs.get("mask");
      T hidden = o.where(mask, scores, o.scalar(Ops.MASKED));
      T share = o.where(mask, o.softmax(hidden, 1), o.scalar(0));
      T sum = o.matmul(o.unsqueeze(share, 1), frames); // [batch, 1, width]
      return Values.of(FEATURES, o.squeeze(sum, 1));
    }
  }
}
