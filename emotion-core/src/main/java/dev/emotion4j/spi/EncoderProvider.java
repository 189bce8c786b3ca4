package dev.emotion4j.spi;

import java.nio.file.Path;
import java.util.Map;

/** Opens an encoder from what a model directory says. Found by ServiceLoader, by name. */
public interface EncoderProvider {
  /** Returns the name of the encoder's kind: {@code bert}. */
  String name();

  /**
   * Opens the encoder.
   *
   * @param settings what {@link ModalityEncoder#settings} returned
   * @param directory of the model, against which relative paths in the settings are resolved
   * @throws IllegalArgumentException if a setting is missing, unknown or out of range
   * @throws dev.emotion4j.signal.EmotionException if its files are missing, damaged or not those of
   *     the stated SHA-256
   */
  ModalityEncoder open(Map<String, String> settings, Path directory);
}
