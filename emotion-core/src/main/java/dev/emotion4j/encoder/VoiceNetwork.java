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
 * A compact network over a voice, trained from scratch: averages of four frames and two bands of
 * the log-mel, two convolutions over them of the log-mel, each followed by a layer norm over the
 * channels of a frame, then the mean and the standard deviation over frames weighted by attention
 * (attentive statistics pooling, Okabe et al., 2018); beside them a layer over standardised
 * functionals. Immutable.
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
  // Frames that become one step, bands that become one.
  private static final int STEP = 4;
  private static final int BANDS = 2;
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
    T frames = ops.unsqueeze(ops.cast(inputs.get(FRAME_MASK), Type.F32), -1); // [batch, frames, 1]
    // A step that is not whole is none, so that padding cannot complete it.
    T whole = ops.greater(averaged(ops, frames, 1), ops.scalar(0.999)); // [batch, 1, steps]
    T x = averaged(ops, masked(ops, mel, ops.greater(frames, ops.scalar(0.5))), BANDS);
    T first = layer(scope.at("conv0"), masked(ops, x, whole), whole); // [batch, channels, steps]
    T second = ops.add(first, layer(scope.at("conv1"), first, whole));
    T tokens = ops.transpose(second, 0, 2, 1); // [batch, steps, channels]
    T mask = ops.squeeze(whole, 1);
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
    return ops.where(there, x, ops.scalar(0));
  }

  /**
   * Averages four frames and some bands: {@code [B, frames, n]} to {@code [B, n / bands, steps]}.
   */
  private static <T> T averaged(Ops<T> ops, T x, int bands) {
    Pooling pooling =
        new Pooling(
            Pooling.Kind.AVERAGE, List.of(STEP, bands), List.of(STEP, bands), List.of(0, 0));
    return ops.transpose(ops.squeeze(ops.pool(ops.unsqueeze(x, 1), pooling), 1), 0, 2, 1);
  }

  /** A convolution, a layer norm over channels, a relu; padding stays 0. */
  private <T> T layer(Scope<T> at, T x, T there) {
    Ops<T> ops = at.ops();
    Convolution five = Convolution.of(1).padding(2);
    T steps = at.convolution("conv", x, config.channels(), List.of(5), five, true);
    T normal = at.layerNorm("norm", ops.transpose(steps, 0, 2, 1), EPSILON);
    T out = ops.transpose(ops.relu(normal), 0, 2, 1);
    return masked(ops, ops.dropout(out, dropout), there);
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
