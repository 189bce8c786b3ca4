package dev.emotion4j.encoder;

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
import dev.emotion4j.spi.ModalityEncoder;
import java.util.List;

/**
 * A compact network over a voice, trained from scratch: two convolutions over the frames of the
 * log-mel, each followed by a layer norm over the channels of a frame, then the mean and the
 * standard deviation over frames weighted by attention (attentive statistics pooling, Okabe et al.,
 * 2018); beside them a layer over standardised functionals. Immutable.
 *
 * <p>Inputs: {@code mel} F32 {@code [batch, frames, mels]}; {@code frame_mask} BOOL {@code [batch,
 * frames]}, false where a frame is padding; {@code functionals} F32 {@code [batch, count]}.
 * Outputs: {@code features} F32 {@code [batch, 2 channels + hidden]}; {@code tokens} F32 {@code
 * [batch, steps, channels]}, a step being four frames (40 ms), with {@code token_mask}. Padding
 * changes nothing.
 *
 * @param config the sizes
 * @param dropout the rate in training
 */
record VoiceNetwork(VoiceConfig config, double dropout) implements Network {
  static final String MEL = "mel";
  static final String FRAME_MASK = "frame_mask";
  static final String FUNCTIONALS = "functionals";

  /** Where the means and deviations of the training set are: weights that are not trained. */
  static final String STATISTICS = "statistics.";

  static final String MEL_MEAN = STATISTICS + "mel.mean";
  static final String MEL_DEVIATION = STATISTICS + "mel.deviation";
  static final String FUNCTIONALS_MEAN = STATISTICS + "functionals.mean";
  static final String FUNCTIONALS_DEVIATION = STATISTICS + "functionals.deviation";

  private static final double EPSILON = 1e-5;
  // Standardised functionals beyond this are outliers: they saturate.
  private static final double SATURATION = 3;
  private static final Dim FRAMES = Dim.symbol("frames");

  @Override
  public List<Input> inputs() {
    return List.of(
        Input.of(MEL, Type.F32, Input.BATCH, FRAMES, Dim.of(VoiceConfig.mels())),
        Input.of(FRAME_MASK, Type.BOOL, Input.BATCH, FRAMES),
        Input.of(FUNCTIONALS, Type.F32, Input.BATCH, Dim.of(VoiceConfig.functionals())));
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T mel = standardized(scope, inputs.get(MEL), MEL_MEAN, MEL_DEVIATION, VoiceConfig.mels());
    T there = ops.unsqueeze(ops.cast(inputs.get(FRAME_MASK), Type.F32), 1); // [batch, 1, frames]
    T x = masked(ops, ops.transpose(mel, 0, 2, 1), there);
    T half = every(ops, there);
    T first = layer(scope.at("conv0"), x, half); // [batch, channels, frames / 2]
    T quarter = every(ops, half);
    T second = layer(scope.at("conv1"), first, quarter); // [batch, channels, frames / 4]
    T tokens = ops.transpose(second, 0, 2, 1); // [batch, steps, channels]
    T mask = ops.greater(ops.squeeze(quarter, 1), ops.scalar(0.5));
    T voice = ops.dropout(pooled(scope.at("pool"), tokens, mask), dropout);
    T numbers = functionals(scope, inputs.get(FUNCTIONALS));
    return Values.of(ModalityEncoder.FEATURES, ops.concat(1, List.of(voice, numbers)))
        .with(ModalityEncoder.TOKENS, tokens)
        .with(ModalityEncoder.TOKEN_MASK, mask);
  }

  private static <T> T standardized(Scope<T> scope, T x, String mean, String deviation, int count) {
    Ops<T> ops = scope.ops();
    T centred = ops.sub(x, scope.parameter(mean, Initializer.zeros(), count));
    return ops.div(centred, scope.parameter(deviation, Initializer.ones(), count));
  }

  /** Sets padding to 0, whatever it was. */
  private static <T> T masked(Ops<T> ops, T x, T there) {
    return ops.where(ops.greater(there, ops.scalar(0.5)), x, ops.scalar(0));
  }

  /** Returns the mask of every second frame. */
  private static <T> T every(Ops<T> ops, T there) {
    return ops.pool(there, Pooling.max(1, 1).stride(2));
  }

  /** A convolution that halves the frames, a layer norm over channels, a relu. */
  private <T> T layer(Scope<T> at, T x, T there) {
    Ops<T> ops = at.ops();
    Convolution five = Convolution.of(1).padding(2).stride(2);
    T frames = at.convolution("conv", x, config.channels(), List.of(5), five, true);
    T normal = at.layerNorm("norm", ops.transpose(frames, 0, 2, 1), EPSILON);
    T out = ops.transpose(ops.relu(normal), 0, 2, 1);
    return masked(ops, ops.dropout(out, dropout / 2), there);
  }

  /** Returns mean and deviation over the steps, {@code [batch, 2 channels]}. */
  private <T> T pooled(Scope<T> at, T tokens, T mask) {
    Ops<T> ops = at.ops();
    T hidden = ops.tanh(at.linear("hidden", tokens, config.channels() / 2));
    T score = at.linear("score", hidden, config.channels()); // [batch, steps, channels]
    T there = ops.unsqueeze(mask, -1);
    T weights = ops.softmax(ops.where(there, score, ops.scalar(Ops.MASKED)), 1);
    T mean = ops.sum(ops.mul(weights, tokens), 1); // [batch, 1, channels]
    T square = ops.sum(ops.mul(weights, ops.square(tokens)), 1);
    T variance = ops.relu(ops.sub(square, ops.square(mean)));
    T deviation = ops.sqrt(ops.add(variance, ops.scalar(1e-4)));
    return ops.squeeze(ops.concat(2, List.of(mean, deviation)), 1);
  }

  private <T> T functionals(Scope<T> scope, T x) {
    Ops<T> ops = scope.ops();
    T normal =
        standardized(scope, x, FUNCTIONALS_MEAN, FUNCTIONALS_DEVIATION, VoiceConfig.functionals());
    T within = ops.scale(ops.tanh(ops.scale(normal, 1 / SATURATION)), SATURATION);
    T hidden = scope.linear("functionals", ops.dropout(within, dropout), config.hidden());
    return ops.dropout(ops.relu(scope.layerNorm("functionals.norm", hidden, EPSILON)), dropout);
  }
}
