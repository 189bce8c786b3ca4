package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens an {@link ExternalVoiceEncoder} from its settings: {@code settings}, the path of its
 * settings file, and the SHA-256 of that file and of its model. Stateless.
 */
public final class ExternalVoiceEncoderProvider implements EncoderProvider {
  /** Makes the provider; for ServiceLoader. */
  public ExternalVoiceEncoderProvider() {}

  @Override
  public String name() {
    return ExternalVoiceEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    Path file = ExternalEncoder.file(name(), settings, directory);
    return ExternalEncoder.checked(ExternalVoiceEncoder.open(file), settings);
  }
}
