package dev.emotion4j.encoder;

import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> expected =
        Set.of(ExternalModel.SETTINGS, ExternalModel.SETTINGS_SHA256, ExternalModel.MODEL_SHA256);
    Set<String> own = new TreeSet<>(settings.keySet());
    own.removeAll(FaceFinder.names());
    if (!own.equals(expected)) {
      throw new IllegalArgumentException(
          "settings " + own + " of an onnx-face encoder; expected " + new TreeSet<>(expected));
    }
    Path file = directory.resolve(settings.getOrDefault(ExternalModel.SETTINGS, ""));
    ExternalFaceEncoder encoder =
        ExternalFaceEncoder.open(file, FaceFinder.of(settings, directory));
    try {
      encoder.check(settings);
      return encoder;
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }
}
