package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens an {@link ExternalFaceEncoder} from its settings: {@code settings}, the path of its
 * settings file, the SHA-256 of that file and of its model, and a detector. Stateless.
 */
public final class ExternalFaceEncoderProvider implements EncoderProvider {
  /** Makes the provider; for ServiceLoader. */
  public ExternalFaceEncoderProvider() {}

  @Override
  public String name() {
    return ExternalFaceEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    Map<String, String> own = new TreeMap<>(settings);
    own.keySet().removeAll(FaceFinder.names());
    Path file = ExternalEncoder.file(name(), own, directory);
    return ExternalEncoder.checked(
        ExternalFaceEncoder.open(file, FaceFinder.of(settings, directory)), settings);
  }
}
