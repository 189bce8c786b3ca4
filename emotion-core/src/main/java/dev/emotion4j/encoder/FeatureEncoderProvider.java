package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;

/** Opens a {@link FeatureEncoder} from its settings, which hold the standardisation. Stateless. */
public final class FeatureEncoderProvider implements EncoderProvider {
  /** Makes the provider; for ServiceLoader. */
  public FeatureEncoderProvider() {}

  @Override
  public String name() {
    return FeatureEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    return new FeatureEncoder(FeatureOptions.of(settings), 0);
  }
}
