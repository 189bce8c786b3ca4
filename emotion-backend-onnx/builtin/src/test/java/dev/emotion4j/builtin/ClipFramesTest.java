package dev.emotion4j.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.FaceDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From photographs to labels: detector, crop and the face branch that ships, on a clip. */
class ClipFramesTest {
  private static final Path SHARED = Path.of(System.getProperty("emotion.shared", "none"));

  @Test
  void framesOfSadnessAndHappinessAreRecognised() throws IOException {
    Path clip = SHARED.resolve("data/faces/media");
    Path yunet = SHARED.resolve("weights/yunet_n_320_320.onnx");
    assumeTrue(Files.exists(clip) && Files.exists(yunet), "needs " + clip + " and " + yunet);
    EmotionModel model = ModelDirectory.load(BuiltInModel.class, "face");
    int right = 0;
    int all = 0;
    try (FaceDetector detector = FaceDetectors.yunet(yunet);
        EmotionRecognizer recognizer =
            EmotionRecognizer.builder().model(model).backend("onnx").build()) {
      List<String> lines = Files.readAllLines(clip.resolve("labels.csv"));
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", 2);
        if (model.labels().find(fields[1]).isPresent()) {
          Picture picture = PictureReader.read(clip.resolve(fields[0])).picture();
          List<FaceBox> faces = detector.detect(picture, FaceDetector.PROMINENT);
          assertThat(faces).as(fields[0]).isNotEmpty();
          Sample sample = Sample.of(FaceImage.of(picture).within(faces.get(0)));
          String top = recognizer.recognize(sample).top();
          right += model.labels().find(top).equals(model.labels().find(fields[1])) ? 1 : 0;
          all++;
        }
      }
    }
    assertThat(all).isEqualTo(32);
    assertThat((double) right / all).isGreaterThanOrEqualTo(0.9);
  }
}
