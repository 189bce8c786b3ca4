package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;

/** Opens a {@link BodyEncoder}; its weights are those of the model around it. Stateless. */
public final class BodyEncoderProvider implements EncoderProvider {
  /** For the ServiceLoader. */
  public BodyEncoderProvider() {}

  @Override
  public String name() {
    return BodyEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    return BodyEncoder.of(BodyOptions.of(settings));
  }
}
