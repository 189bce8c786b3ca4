package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.examples.data.FerPlusFaces;
import dev.emotion4j.examples.data.FerPlusFaces.Face;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a face model on FER+'s validation faces as they were found and in every worse way of
 * {@link Seeing}: accuracy, unweighted recall, and what the model says of itself, its mean
 * confidence and the mean quality.
 *
 * <pre>{@code
 * FaceConditions --data faces/ferplus --model models/face
 * }</pre>
 */
@Command(
    name = "FaceConditions",
    mixinStandardHelpOptions = true,
    description = "Measures faces in bad light, from afar and turned.")
public final class FaceConditions implements Runnable {
  @Option(names = "--data", required = true, description = "folder with labels.csv and train.npy")
  private Path data = Path.of("");

  @Option(names = "--model", required = true, description = "a face model with FER+'s labels")
  private Path model = Path.of("");

  /** For picocli. */
  public FaceConditions() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FaceConditions()).execute(args));
  }

  @Override
  public void run() {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .load(model)
            .backend("onnx")
            .useContext(UseContext.RESEARCH)
            .build()) {
      measure(recognizer, FerPlusFaces.read(data).validation(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void measure(EmotionRecognizer recognizer, List<Face> faces, PrintStream out) {
    int[] truth = faces.stream().mapToInt(Face::label).toArray();
    out.printf("%-12s %8s %8s %10s %8s%n", "seen", "accuracy", "recall", "confidence", "quality");
    for (Seeing seeing : Seeing.values()) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < faces.size(); i++) {
        samples.add(Sample.of(FaceImage.of(seeing.of(picture(faces.get(i)), i))));
      }
      List<Recognition> results = recognizer.recognizeAll(samples);
      int[] found = results.stream().mapToInt(r -> FerPlusFaces.LABELS.index(r.top())).toArray();
      out.printf(
          Locale.ROOT,
          "%-12s %8.3f %8.3f %10.3f %8.3f%n",
          seeing.word(),
          Metrics.accuracy(truth, found),
          Metrics.balancedAccuracy(FerPlusFaces.LABELS.size(), truth, found),
          results.stream().mapToDouble(Recognition::confidence).average().orElse(0),
          results.stream()
              .mapToDouble(r -> r.qualities().getOrDefault(Modality.FACE, 0.0))
              .average()
              .orElse(0));
    }
  }

  static Picture picture(Face face) {
    float[] pixels = face.pixels().floats();
    byte[] grey = new byte[pixels.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(255 * pixels[i]);
    }
    return Picture.grey(FerPlusFaces.SIDE, FerPlusFaces.SIDE, grey);
  }
}
