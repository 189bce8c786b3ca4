package dev.emotion4j.encoder;

import dev.emotion4j.model.MiniLm;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens a {@link TextEncoder} from its settings: {@code artifact} or {@code directory}, {@code
 * sha256} of the weights, and those of {@link TextOptions}. Stateless.
 */
public final class BertEncoderProvider implements EncoderProvider {
  /** Makes the provider; for ServiceLoader. */
  public BertEncoderProvider() {}

  @Override
  public String name() {
    return TextEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    Set<String> unknown = new TreeSet<>(settings.keySet());
    unknown.removeAll(TextOptions.names());
    unknown.removeAll(Set.of(Source.ARTIFACT, Source.DIRECTORY, Source.SHA256));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown settings "
              + unknown
              + " of a bert encoder; this model is newer than the library");
    }
    TextEncoder encoder = open(settings, directory, TextOptions.of(settings));
    try {
      check(settings, encoder);
      return encoder;
    } catch (RuntimeException | Error e) {
      encoder.close();
      throw e;
    }
  }

  private static TextEncoder open(
      Map<String, String> settings, Path directory, TextOptions options) {
    String artifact = settings.get(Source.ARTIFACT);
    String path = settings.get(Source.DIRECTORY);
    if ((artifact == null) == (path == null)) {
      throw new IllegalArgumentException(
          "settings " + settings.keySet() + "; expected either 'artifact' or 'directory'");
    }
    if (path != null) {
      return Encoders.bert(directory.resolve(path), options);
    }
    if (!MiniLm.ARTIFACT.equals(artifact)) {
      throw new IllegalArgumentException(
          "artifact '" + artifact + "'; this library knows " + MiniLm.ARTIFACT);
    }
    return Encoders.miniLm(options);
  }

  private static void check(Map<String, String> settings, TextEncoder encoder) {
    String wanted = settings.get(Source.SHA256);
    String found = encoder.settings().get(Source.SHA256);
    if (wanted == null) {
      throw new IllegalArgumentException("the setting 'sha256' of the weights is missing");
    }
    if (!wanted.equals(found)) {
      throw new EmotionException(
          "the weights of "
              + encoder
              + " have SHA-256 "
              + found
              + "; this model was made on "
              + wanted
              + ". Use the same version of the base");
    }
  }
}
