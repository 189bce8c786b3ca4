package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> expected =
        Set.of(ExternalModel.SETTINGS, ExternalModel.SETTINGS_SHA256, ExternalModel.MODEL_SHA256);
    if (!settings.keySet().equals(expected)) {
      throw new IllegalArgumentException(
          "settings "
              + new TreeSet<>(settings.keySet())
              + " of an onnx-voice encoder; expected "
              + new TreeSet<>(expected));
    }
    Path file = directory.resolve(settings.getOrDefault(ExternalModel.SETTINGS, ""));
    ExternalVoiceEncoder encoder = ExternalVoiceEncoder.open(file);
    try {
      encoder.check(settings);
      return encoder;
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }
}
