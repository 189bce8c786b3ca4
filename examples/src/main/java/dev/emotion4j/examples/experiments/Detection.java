package dev.emotion4j.examples.experiments;

import dev.emotion4j.examples.experiments.FaceScenes.Scene;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.FaceDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a face detector: recall, and false faces per picture, on photographs of one face each
 * and on scenes composed of them, by threshold. A face is found if a box covers it with an overlap
 * (intersection over union) of 0.4 or more; every other box is false. The truth of a photograph is
 * the best box of the detector itself in the whole picture, so there recall is that of the scan.
 *
 * <p>{@code java -cp emotion.jar dev.emotion4j.examples.experiments.Detection --photos DIR --yunet
 * FILE --seeds 1,2,3}
 */
@Command(name = "detection", mixinStandardHelpOptions = true)
public final class Detection implements Callable<Integer> {
  private static final double FOUND = 0.4;
  private static final double LOWEST = 0.3;
  private static final double[] THRESHOLDS = {0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85};

  @Option(names = "--photos", required = true, description = "A folder of photographs of one face.")
  private Path photos = Path.of("");

  @Option(names = "--yunet", required = true, description = "YuNet's file.")
  private Path yunet = Path.of("");

  @Option(names = "--scenes", description = "Scenes per seed (default: ${DEFAULT-VALUE}).")
  private int scenes = 60;

  @Option(names = "--seeds", split = ",", description = "Of the scenes (default: 1,2,3).")
  private List<Long> seeds = List.of(1L, 2L, 3L);

  /** For picocli. */
  public Detection() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Detection()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    try (FaceDetector detector = FaceDetectors.yunet(yunet, LOWEST)) {
      List<Scene> heads = heads(detector);
      report("photographs", detector, heads, FaceDetector.PROMINENT);
      for (long seed : seeds) {
        FaceScenes source = new FaceScenes(heads, seed);
        List<Scene> composed = Stream.generate(source::next).limit(scenes).toList();
        report("scenes, seed " + seed, detector, composed, FaceDetector.ALL);
      }
    }
    return 0;
  }

  private List<Scene> heads(FaceDetector detector) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(photos)) {
      files = all.sorted().toList();
    }
    List<Scene> heads = new ArrayList<>();
    for (Path file : files) {
      Picture picture = PictureReader.read(file).picture();
      List<FaceBox> faces = detector.detect(picture, 1);
      faces.stream()
          .max(java.util.Comparator.comparingDouble(FaceBox::score))
          .ifPresent(best -> heads.add(new Scene(picture, List.of(best))));
    }
    System.out.printf(
        Locale.ROOT, "%d photographs, a face in %d of them%n", files.size(), heads.size());
    return heads;
  }

  private static void report(
      String name, FaceDetector detector, List<Scene> scenes, double smallest) {
    List<List<FaceBox>> found =
        scenes.stream().map(scene -> detector.detect(scene.picture(), smallest)).toList();
    int faces = scenes.stream().mapToInt(scene -> scene.faces().size()).sum();
    System.out.printf(Locale.ROOT, "%s: %d pictures, %d faces%n", name, scenes.size(), faces);
    for (double threshold : THRESHOLDS) {
      int hits = 0;
      int wrong = 0;
      for (int i = 0; i < scenes.size(); i++) {
        List<FaceBox> left =
            new ArrayList<>(
                found.get(i).stream().filter(face -> face.score() >= threshold).toList());
        for (FaceBox truth : scenes.get(i).faces()) {
          if (left.removeIf(face -> face.overlap(truth) >= FOUND)) {
            hits++;
          }
        }
        wrong += left.size();
      }
      System.out.printf(
          Locale.ROOT,
          "  threshold %.2f: recall %.3f, false faces per picture %.3f%n",
          threshold,
          (double) hits / faces,
          (double) wrong / scenes.size());
    }
  }
}
