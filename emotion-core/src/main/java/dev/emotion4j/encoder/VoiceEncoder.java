package dev.emotion4j.encoder;

import dev.emotion4j.audio.Functionals;
import dev.emotion4j.audio.LogMel;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A voice as features: log-mel and functionals of at most {@link VoiceConfig#seconds} of a clip,
 * then a compact network. Thread-safe; holds no native memory.
 *
 * <p>Clips are resampled to 16 kHz. A clip that cannot be decoded, lasts less than 0.1 s, or is
 * silent (no sample above -80 dB) is a problem; one of which more than half does not consist of
 * numbers, too. The quality is {@link dev.emotion4j.audio.AudioQuality#quality}, less the share of
 * samples that were no numbers.
 *
 * <p>A new encoder has random weights and is to be trained; {@link #fitted} gives it the statistics
 * of the training rows first. In training, choose {@link #trainable} parameters.
 */
public final class VoiceEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "voice";

  private static final double LEAST_DEVIATION = 1e-4;

  private final VoiceConfig config;
  private final double dropout;
  private final Weights weights;
  private final LogMel logMel;
  private final Functionals functionals;

  private VoiceEncoder(VoiceConfig config, double dropout, Weights weights) {
    this.config = config;
    this.dropout = dropout;
    this.weights = weights;
    logMel = new LogMel(VoiceConfig.MEL);
    functionals = new Functionals(logMel);
  }

  /** Returns an untrained encoder, whose weights follow from the seed. */
  public static VoiceEncoder untrained(VoiceConfig config, long seed) {
    return new VoiceEncoder(config, 0, Weights.initialized(seed));
  }

  /** Returns an encoder whose weights are those of the model around it. */
  static VoiceEncoder of(VoiceConfig config) {
    return new VoiceEncoder(config, 0, Weights.of(Map.of()));
  }

  /** Returns whether a parameter is to be trained: all but the statistics of the training clips. */
  public static boolean trainable(Parameter parameter) {
    return !parameter.path().contains(VoiceNetwork.STATISTICS);
  }

  /**
   * Returns a copy that standardises by the means and deviations of these rows, which {@link
   * #prepare} gave; rows with a problem are left out.
   *
   * @throws IllegalArgumentException if no row can be used
   */
  public VoiceEncoder fitted(List<Prepared> rows) {
    Statistics mel = new Statistics(VoiceConfig.mels());
    Statistics numbers = new Statistics(VoiceConfig.functionals());
    for (Prepared row : rows) {
      if (row.problem().isEmpty()) {
        mel.add(JoinedRows.tensor(row, VoiceNetwork.MEL).floats());
        numbers.add(JoinedRows.tensor(row, VoiceNetwork.FUNCTIONALS).floats());
      }
    }
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException(
          "none of " + rows.size() + " clips can be used; expected at least one");
    }
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put(VoiceNetwork.MEL_MEAN, mel.mean());
    fitted.put(VoiceNetwork.MEL_DEVIATION, mel.deviation(LEAST_DEVIATION));
    fitted.put(VoiceNetwork.FUNCTIONALS_MEAN, numbers.mean());
    fitted.put(VoiceNetwork.FUNCTIONALS_DEVIATION, numbers.deviation(LEAST_DEVIATION));
    return new VoiceEncoder(config, dropout, weights.with(fitted));
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    return config.settings();
  }

  @Override
  public Modality modality() {
    return Modality.VOICE;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    List<Prepared> rows = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      rows.add(
          HeardVoice.prepare(signal, VoiceConfig.MEL.sampleRate(), config.seconds(), this::row));
    }
    return rows;
  }

  private Prepared row(float[] samples) {
    float[] mel = logMel.apply(samples);
    float[] numbers = functionals.apply(samples, mel);
    int frames = mel.length / VoiceConfig.mels();
    Map<String, Tensor> tensors =
        Map.of(
            VoiceNetwork.MEL, Tensor.of(mel, frames, VoiceConfig.mels()),
            VoiceNetwork.FUNCTIONALS, Tensor.of(numbers, numbers.length));
    return new Prepared(tensors, frames, List.of());
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    JoinedRows joined = new JoinedRows(rows);
    return Map.of(
        VoiceNetwork.MEL, joined.steps(VoiceNetwork.MEL, Type.F32, VoiceConfig.mels()),
        VoiceNetwork.FRAME_MASK, joined.mask(),
        VoiceNetwork.FUNCTIONALS,
            joined.whole(VoiceNetwork.FUNCTIONALS, Type.F32, VoiceConfig.functionals()));
  }

  @Override
  public Network network() {
    return new VoiceNetwork(config, dropout);
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public int tokenWidth() {
    return config.channels();
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public boolean opensWithWeights() {
    return false;
  }

  @Override
  public boolean paddingInvariant() {
    return true;
  }

  @Override
  public VoiceEncoder withDropout(double rate) {
    return new VoiceEncoder(config, rate, weights);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "voice encoder";
  }
}
