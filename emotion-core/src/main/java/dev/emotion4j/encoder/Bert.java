package dev.emotion4j.encoder;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Heads;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.List;

/**
 * BERT (Devlin et al., 2019) under the parameter names of Hugging Face checkpoints, pooling
 * included. Immutable. Padding does not change what comes out for the other tokens.
 *
 * <p>Inputs: {@code input_ids} I64, {@code attention_mask} BOOL and {@code token_type_ids} I64, all
 * {@code [batch, tokens]}. Outputs: {@code features} F32 {@code [batch, hidden]} and, if asked for,
 * {@code tokens} F32 {@code [batch, tokens, hidden]}, the last hidden state.
 *
 * <p>Sites beside linear layers, tables and norms: tokens {@code embeddings} (what is prepended
 * there is left out of the outputs), attention {@code encoder.layer.N.attention.self}, and the two
 * residual branches {@code encoder.layer.N.attention} and {@code encoder.layer.N.feed_forward}.
 *
 * @param config the sizes
 * @param pooling how tokens become features
 * @param withTokens whether the output {@code tokens} is there
 */
public record Bert(BertConfig config, TokenPooling pooling, boolean withTokens) implements Network {
  /** The input of vocabulary ids. */
  public static final String INPUT_IDS = "input_ids";

  /** The input that is true where a token is no padding. */
  public static final String ATTENTION_MASK = "attention_mask";

  /** The input of segment ids. */
  public static final String TOKEN_TYPE_IDS = "token_type_ids";

  /** The output of hidden states. */
  public static final String TOKENS = "tokens";

  private static final Dim LENGTH = Dim.symbol("tokens");

  /** Returns a BERT with the output {@code features} only. */
  public Bert(BertConfig config, TokenPooling pooling) {
    this(config, pooling, false);
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.of(INPUT_IDS, Type.I64, Input.BATCH, LENGTH),
        Input.of(ATTENTION_MASK, Type.BOOL, Input.BATCH, LENGTH),
        Input.of(TOKEN_TYPE_IDS, Type.I64, Input.BATCH, LENGTH));
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T mask = inputs.get(ATTENTION_MASK);
    T embedded = embed(scope.at("embeddings"), inputs);
    Values<T> tokens = scope.tokens("embeddings", embedded, mask);
    T x = tokens.get("tokens");
    T keys = tokens.get("mask");
    T attendable = ops.unsqueeze(ops.unsqueeze(keys, 1), 1); // [batch, 1, 1, tokens]
    for (int i = 0; i < config.layers(); i++) {
      x = layer(scope.at("encoder.layer." + i), x, attendable);
    }
    long prepended = ops.shape(keys).dim(1).offset() - ops.shape(mask).dim(1).offset();
    T hidden = prepended == 0 ? x : ops.slice(x, 1, Math.toIntExact(prepended), Ops.END);
    Values<T> outputs = Values.of(ModalityEncoder.FEATURES, pool(scope, hidden, inputs));
    return withTokens ? outputs.with(TOKENS, hidden) : outputs;
  }

  private <T> T embed(Scope<T> at, Values<T> inputs) {
    Ops<T> ops = at.ops();
    T ids = inputs.get(INPUT_IDS);
    int width = config.hidden();
    T words = at.embedding("word_embeddings", ids, config.vocabulary(), width);
    T types =
        at.embedding("token_type_embeddings", inputs.get(TOKEN_TYPE_IDS), config.types(), width);
    T places = at.embedding("position_embeddings", ops.iota(ids, 1), config.positions(), width);
    T sum = ops.add(ops.add(words, types), places);
    return ops.dropout(
        at.layerNorm("LayerNorm", sum, config.layerNormEps()), config.hiddenDropout());
  }

  private <T> T layer(Scope<T> at, T x, T mask) {
    Ops<T> ops = at.ops();
    T branch = at.block("attention", x, in -> attention(at.at("attention"), in, mask));
    T attended =
        at.layerNorm("attention.output.LayerNorm", ops.add(branch, x), config.layerNormEps());
    T fed = at.block("feed_forward", attended, in -> feedForward(at, in));
    return at.layerNorm("output.LayerNorm", ops.add(fed, attended), config.layerNormEps());
  }

  private <T> T attention(Scope<T> at, T x, T mask) {
    Ops<T> ops = at.ops();
    Scope<T> self = at.at("self");
    int heads = config.heads();
    T query = Heads.split(ops, self.linear("query", x, config.hidden()), heads);
    T key = Heads.split(ops, self.linear("key", x, config.hidden()), heads);
    T value = Heads.split(ops, self.linear("value", x, config.hidden()), heads);
    T mixed = at.attention("self", query, key, value, mask, config.attentionDropout());
    T context = Heads.join(ops, mixed);
    T out = at.linear("output.dense", context, config.hidden());
    return ops.dropout(out, config.hiddenDropout());
  }

  private <T> T feedForward(Scope<T> at, T x) {
    Ops<T> ops = at.ops();
    T wide = ops.gelu(at.linear("intermediate.dense", x, config.intermediate()));
    return ops.dropout(at.linear("output.dense", wide, config.hidden()), config.hiddenDropout());
  }

  private <T> T pool(Scope<T> scope, T hidden, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T mask = inputs.get(ATTENTION_MASK);
    if (pooling == TokenPooling.MEAN) {
      return TemporalPooling.mean(ops, hidden, mask);
    }
    if (pooling == TokenPooling.UTTERANCE) {
      T second = ops.cast(inputs.get(TOKEN_TYPE_IDS), Type.F32);
      T first = ops.greater(ops.scalar(0.5), second);
      T both = ops.mul(ops.cast(mask, Type.F32), ops.cast(first, Type.F32));
      return TemporalPooling.mean(ops, hidden, ops.greater(both, ops.scalar(0.5)));
    }
    T first = ops.squeeze(ops.slice(hidden, 1, 0, 1), 1);
    return pooling == TokenPooling.CLASS_TOKEN
        ? first
        : ops.tanh(scope.linear("pooler.dense", first, config.hidden()));
  }
}
