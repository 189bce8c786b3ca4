package dev.emotion4j.encoder;

import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** What encoders over an {@link ExternalModel} have in common: all but what the model is shown. */
abstract class ExternalEncoder implements ModalityEncoder {
  private final ExternalModel model;
  private final ReadyFeatures network;
  private final AtomicBoolean closed = new AtomicBoolean();

  ExternalEncoder(ExternalModel model) {
    this.model = model;
    this.network = new ReadyFeatures(model.width());
  }

  /**
   * Returns the path of the settings file that an encoder was saved with.
   *
   * @param own the settings of an encoder without those of its parts
   * @throws IllegalArgumentException if they are none of an own ONNX model
   */
  static Path file(String provider, Map<String, String> own, Path directory) {
    Set<String> expected =
        Set.of(ExternalModel.SETTINGS, ExternalModel.SETTINGS_SHA256, ExternalModel.MODEL_SHA256);
    if (!own.keySet().equals(expected)) {
      throw new IllegalArgumentException(
          "settings "
              + new TreeSet<>(own.keySet())
              + " of an "
              + provider
              + " encoder; expected "
              + new TreeSet<>(expected));
    }
    return directory.resolve(own.getOrDefault(ExternalModel.SETTINGS, ""));
  }

  /** Returns the encoder if its files are those that it was saved with; if not, closes it. */
  static <E extends ExternalEncoder> E checked(E encoder, Map<String, String> saved) {
    try {
      encoder.model().check(saved);
      return encoder;
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }

  final ExternalModel model() {
    return model;
  }

  /** Refuses to go on after {@link #close}. */
  final void demandOpen() {
    if (closed.get()) {
      throw new IllegalStateException("the " + modality() + " encoder is closed; open another one");
    }
  }

  /** Runs the model on one signal. */
  final Map<String, Tensor> features(Tensor one) {
    float[] features = model.run(one);
    return Map.of(ReadyFeatures.INPUT, Tensor.of(features, features.length));
  }

  /** Returns what the features are logits of; empty if they are an embedding. */
  public final Optional<LabelSet> labels() {
    return model.labels();
  }

  @Override
  public Map<String, String> settings() {
    return model.settings();
  }

  @Override
  public final Map<String, Tensor> batch(List<Prepared> rows) {
    return network.batch(rows);
  }

  @Override
  public final Network network() {
    return network;
  }

  @Override
  public final int width() {
    return network.width();
  }

  @Override
  public final Weights weights() {
    return network.identity();
  }

  @Override
  public final boolean paddingInvariant() {
    return true;
  }

  @Override
  public final void close() {
    if (closed.compareAndSet(false, true)) {
      model.release();
      release();
    }
  }

  /** Gives back what it holds beside the model. */
  void release() {}
}
