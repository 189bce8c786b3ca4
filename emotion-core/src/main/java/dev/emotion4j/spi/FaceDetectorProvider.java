package dev.emotion4j.spi;

import java.io.IOException;
import java.nio.file.Path;

/** Opens a detector by name. Found by ServiceLoader. */
public interface FaceDetectorProvider {
  /** Returns the name of the detector's kind: {@code yunet}. */
  String name();

  /**
   * Opens a detector.
   *
   * @param file its network
   * @throws IOException if the file cannot be read
   * @throws dev.emotion4j.signal.EmotionException if it is not a file of this detector
   */
  FaceDetector open(Path file) throws IOException;
}
