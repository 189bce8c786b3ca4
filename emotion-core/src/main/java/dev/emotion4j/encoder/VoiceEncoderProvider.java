package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;

/** Opens a {@link VoiceEncoder}; its weights are those of the model around it. */
public final class VoiceEncoderProvider implements EncoderProvider {
  /** For the ServiceLoader. */
  public VoiceEncoderProvider() {}

  @Override
  public String name() {
    return VoiceEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    return VoiceEncoder.of(VoiceConfig.of(settings));
  }
}
