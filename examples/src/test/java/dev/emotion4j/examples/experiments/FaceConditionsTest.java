package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.builtin.BuiltInModel;
import dev.emotion4j.examples.data.FerPlusFaces;
import dev.emotion4j.examples.data.FerPlusFaces.Face;
import dev.emotion4j.examples.media.BundledSample;
import dev.emotion4j.image.Crop;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.image.Resize;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The face branch that ships, on the drawn smile of the bundled sample. */
class FaceConditionsTest {
  private static final int SIDE = 48;

  private static Face smile() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            BundledSample.class.getResourceAsStream("/dev/emotion4j/examples/sample/face.png"))) {
      Picture picture = PictureReader.read(file.readAllBytes()).picture();
      float[] grey =
          Resize.luma(
              picture, Crop.whole(picture), SIDE, SIDE, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
      for (int i = 0; i < grey.length; i++) {
        grey[i] /= 255;
      }
      int joy = FerPlusFaces.LABELS.index("joy");
      return new Face(Tensor.of(grey, 1, 1, SIDE, SIDE), List.of(), joy, "drawn");
    }
  }

  private static EmotionRecognizer open() {
    return EmotionRecognizer.builder()
        .model(BuiltInModel.branch(Modality.FACE))
        .backend("onnx")
        .build();
  }

  @Test
  void aSmileInNoiseIsMostlyStillASmile() throws IOException {
    Picture picture = FaceConditions.picture(smile());
    try (EmotionRecognizer recognizer = open()) {
      long joy =
          IntStream.range(0, 20)
              .mapToObj(seed -> Sample.of(FaceImage.of(Seeing.NOISE_5.of(picture, seed))))
              .filter(noisy -> recognizer.recognize(noisy).top().equals("joy"))
              .count();
      // Before faces in noise were trained on, it was 3.
      assertThat(joy).isGreaterThanOrEqualTo(16);
    }
  }

  @Test
  void everyWayIsMeasured() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (EmotionRecognizer recognizer = open()) {
      FaceConditions.measure(
          recognizer,
          Collections.nCopies(3, smile()),
          new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1 + Seeing.values().length);
    assertThat(lines.get(1)).matches("whole +1\\.000 +1\\.000 +0\\.9\\d\\d +1\\.000");
    assertThat(lines).anyMatch(line -> line.startsWith("covered_mouth "));
  }
}
