package dev.emotion4j.encoder;

import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens a {@link FaceEncoder} from its settings: the network's sizes, {@code pooling}, those of
 * {@link FaceOptions}, and a detector by name, file and SHA-256. The weights are those of the model
 * around it. Stateless.
 */
public final class FaceEncoderProvider implements EncoderProvider {
  /** Makes the provider; for ServiceLoader. */
  public FaceEncoderProvider() {}

  @Override
  public String name() {
    return FaceEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    Set<String> unknown = new TreeSet<>(settings.keySet());
    unknown.removeAll(FaceNetwork.Config.COMPACT.settings().keySet());
    unknown.removeAll(FaceOptions.names());
    unknown.removeAll(FaceFinder.names());
    unknown.remove(FaceEncoder.POOLING);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown settings "
              + unknown
              + " of a face encoder; this model is newer than the library");
    }
    String pooling = settings.getOrDefault(FaceEncoder.POOLING, TemporalPooling.MEAN.text());
    FaceNetwork network =
        new FaceNetwork(FaceNetwork.Config.of(settings), TemporalPooling.parse(pooling));
    return new FaceEncoder(
        network,
        FaceOptions.of(settings),
        Weights.of(Map.of()),
        FaceFinder.of(settings, directory));
  }
}
