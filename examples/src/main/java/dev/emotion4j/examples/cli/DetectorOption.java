package dev.emotion4j.examples.cli;

import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.model.Downloads;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.FaceDetectorProvider;
import dev.emotion4j.spi.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code --detector}: what {@code install yunet} installed, or a file of any known detector. */
final class DetectorOption {
  private DetectorOption() {}

  /** Sets the detector. */
  static void apply(String option, RecognizerBuilder builder) throws IOException {
    if (option.equals(FaceDetectors.YUNET)) {
      builder.faceDetector(FaceDetectors.YUNET, installed());
      return;
    }
    Path file = Path.of(option);
    builder.faceDetector(name(file), file);
  }

  private static Path installed() throws IOException {
    return Downloads.installed(Downloads.YUNET, Downloads.home())
        .orElseThrow(
            () ->
                new IOException(
                    "no yunet in '"
                        + Downloads.home()
                        + "'; install it first: emotion install yunet"));
  }

  // Detectors know their files by the inputs, so the first that opens one is the right one.
  private static String name(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "--detector '" + file + "' does not exist; expected 'yunet' or an ONNX file");
    }
    List<String> refusals = new ArrayList<>();
    for (FaceDetectorProvider provider :
        Providers.all(FaceDetectorProvider.class, FaceDetectorProvider::name)) {
      try {
        provider.open(file).close();
        return provider.name();
      } catch (EmotionException e) {
        refusals.add(provider.name() + ": " + e.getMessage());
      }
    }
    throw new EmotionException("no detector knows this file: " + String.join("; ", refusals));
  }
}
