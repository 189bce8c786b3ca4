package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.assembly.ReadyModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.ExternalFaceEncoder;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.FaceDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Recognises the labelled frames of a clip, each for itself, and counts those whose top label is
 * theirs; frames with a label that is no emotion of the model are left out.
 *
 * <p>{@code java -cp emotion.jar dev.emotion4j.examples.experiments.ClipFrames --clip DIR --yunet
 * FILE --model builtin}
 */
@Command(name = "clip-frames", mixinStandardHelpOptions = true)
public final class ClipFrames implements Callable<Integer> {
  @Option(names = "--clip", required = true, description = "A folder with labels.csv: path, label.")
  private Path clip = Path.of("");

  @Option(names = "--yunet", required = true, description = "YuNet's file.")
  private Path yunet = Path.of("");

  @Option(
      names = "--model",
      defaultValue = "builtin",
      description = "builtin, a model directory, or the settings file of an ONNX face model.")
  private String model = "builtin";

  @Option(names = "--expect", description = "Exit code 1 if less than this share is right.")
  private @Nullable Double expected;

  /** For picocli. */
  public ClipFrames() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClipFrames()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Map<String, int[]> counts = new TreeMap<>(); // label to right and all
    try (EmotionRecognizer recognizer = open();
        FaceDetector detector = FaceDetectors.yunet(yunet)) {
      List<String> lines = Files.readAllLines(clip.resolve("labels.csv"));
      LabelSet labels = recognizer.model().labels();
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", 2);
        if (labels.find(fields[1]).isPresent()) {
          int[] count = counts.computeIfAbsent(fields[1], label -> new int[2]);
          count[1]++;
          count[0] += isRight(recognizer, detector, clip.resolve(fields[0]), fields[1]) ? 1 : 0;
        }
      }
    }
    int right = 0;
    int all = 0;
    for (Map.Entry<String, int[]> count : counts.entrySet()) {
      right += count.getValue()[0];
      all += count.getValue()[1];
      System.out.printf(
          "%s: %d of %d frames%n", count.getKey(), count.getValue()[0], count.getValue()[1]);
    }
    System.out.printf(Locale.ROOT, "right: %.3f of %d frames%n", (double) right / all, all);
    return expected != null && right < expected * all ? 1 : 0;
  }

  private static boolean isRight(
      EmotionRecognizer recognizer, FaceDetector detector, Path frame, String label) {
    Picture picture = PictureReader.read(frame).picture();
    List<FaceBox> faces = detector.detect(picture, FaceDetector.PROMINENT);
    if (faces.isEmpty()) {
      return false;
    }
    FaceImage image = FaceImage.of(picture).within(faces.get(0));
    LabelSet labels = recognizer.model().labels();
    String top = recognizer.recognize(Sample.of(image)).top();
    return labels.find(top).equals(labels.find(label));
  }

  private EmotionRecognizer open() throws IOException {
    RecognizerBuilder builder = EmotionRecognizer.builder().backend("onnx");
    if (model.endsWith(".json")) {
      ExternalFaceEncoder face = Encoders.onnxFace(Path.of(model));
      return builder.model(ReadyModel.of(model, face, face.labels().orElseThrow())).build();
    }
    return (model.equals("builtin") ? builder.builtIn() : builder.load(Path.of(model))).build();
  }
}
