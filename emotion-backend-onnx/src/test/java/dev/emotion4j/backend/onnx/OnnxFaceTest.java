package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ReadyModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.ExternalFaceEncoder;
import dev.emotion4j.encoder.ExternalFaceEncoderProvider;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Own ONNX face models by a settings file, and detectors by path. */
class OnnxFaceTest {
  private static final Path SHARED = Path.of(System.getProperty("emotion.shared", "none"));

  @TempDir Path folder;

  /** The mean of every channel of a picture of 2 x 2 pixels. */
  private record Means() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("image", Type.F32, Input.BATCH, Dim.of(3), Dim.of(2), Dim.of(2)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T means = ops.mean(inputs.get("image"), 2, 3);
      return Values.of("scores", ops.squeeze(ops.squeeze(means, 3), 2));
    }
  }

  @BeforeEach
  void writeModel() throws IOException {
    OnnxExport.write(Graph.record(new Means()), Weights.of(Map.of()), folder.resolve("means.onnx"));
  }

  private Path settings(String more) throws IOException {
    return Files.writeString(
        folder.resolve("face.json"),
        "{\"file\": \"means.onnx\", \"width\": 2, \"height\": 2, " + more + "}");
  }

  private static final String LOGITS =
      "\"channels\": \"bgr\", \"layout\": \"nchw\", \"mean\": [10, 20, 30], \"scale\": [1, 2, 1],"
          + " \"kind\": \"logits\", \"labels\": [\"sad\", \"happy\", \"angry\"]";

  private static FaceImage colour() {
    byte[] rgb = new byte[4 * 4 * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = 100;
      rgb[i + 1] = 50;
      rgb[i + 2] = 25;
    }
    return FaceImage.of(Picture.rgb(4, 4, rgb));
  }

  private static float[] values(Prepared row) {
    return Objects.requireNonNull(row.tensors().get("values"), row.toString()).floats();
  }

  @Test
  void channelsMeanAndScaleAreThoseOfTheSettings() throws IOException {
    try (ExternalFaceEncoder encoder = Encoders.onnxFace(settings(LOGITS))) {
      Prepared row = encoder.prepare(List.of(colour())).get(0);
      assertThat(values(row)).containsExactly(25 - 10, (50 - 20) * 2, 100 - 30);
      assertThat(encoder.width()).isEqualTo(3);
    }
  }

  @Test
  void itsLogitsAreTheLogitsOfTheReadyModel() throws IOException {
    ExternalFaceEncoder encoder = Encoders.onnxFace(settings(LOGITS));
    EmotionModel model = ReadyModel.of("means", encoder, encoder.labels().orElseThrow());
    try (Executable whole =
        new OnnxBackend()
            .compile(
                model.networks().whole(java.util.Set.copyOf(model.modalities())),
                model.weights(),
                ExecutionOptions.DEFAULT)) {
      Map<String, Tensor> batch = encoder.batch(encoder.prepare(List.of(colour())));
      assertThat(Objects.requireNonNull(whole.run(batch).get("logits")).floats())
          .containsExactly(15, 60, 70);
    } finally {
      model.closeEncoders();
    }
  }

  @Test
  void theSettingsOpenItAgainAndOtherFilesAreRefused() throws IOException {
    Path file = settings(LOGITS);
    Map<String, String> saved;
    try (ExternalFaceEncoder encoder = Encoders.onnxFace(file)) {
      saved = encoder.settings();
    }
    ExternalFaceEncoderProvider provider = new ExternalFaceEncoderProvider();
    try (ModalityEncoder again = provider.open(saved, folder)) {
      assertThat(values(again.prepare(List.of(colour())).get(0))).containsExactly(15, 60, 70);
    }
    settings(LOGITS.replace("30", "31"));
    assertThatThrownBy(() -> provider.open(saved, folder))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("this model was made with");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "angry; angrier; unknown field; 'colour': 1",
        "bgr; hsv; channels; expected rgb, bgr or grey",
        "nchw; chwn; layout; expected nchw or nhwc",
        "nchw; nhwc; the model takes; Correct the size",
        "logits; votes; kind; expected logits, probabilities or embedding",
        "logits; embedding; labels of an embedding; expected none",
        ", \"angry\"; ; found 2 labels; gives 3 numbers",
        "[10, 20, 30]; [10]; mean; expected one per channel",
        "sad; happy; happy; labels"
      })
  void wrongSettingsAreNamed(String from, String to, String first, String second)
      throws IOException {
    String wrong = LOGITS.replace(from, to == null ? "" : to);
    if (first.equals("unknown field")) {
      wrong += ", \"colour\": 1";
      second = "colour";
    }
    Path file = settings(wrong);
    String expected = second;
    assertThatThrownBy(() -> Encoders.onnxFace(file).close())
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("face.json")
        .hasMessageContaining(first)
        .hasMessageContaining(expected);
  }

  @Test
  void aMissingModelAndAWrongHashAreNamed() throws IOException {
    Path hashed = settings(LOGITS + ", \"sha256\": \"00\"");
    assertThatThrownBy(() -> Encoders.onnxFace(hashed).close()).hasMessageContaining("SHA-256");
    Files.delete(folder.resolve("means.onnx"));
    Path missing = settings(LOGITS);
    assertThatThrownBy(() -> Encoders.onnxFace(missing).close())
        .hasMessageContaining("means.onnx' does not exist");
    assertThatThrownBy(() -> Encoders.onnxFace(folder.resolve("none.json")).close())
        .hasMessageContaining("expected the settings file of an ONNX model");
  }

  @Test
  void aFileOfAnotherModelIsNoDetector() {
    assertThatThrownBy(() -> FaceDetectors.yunet(folder.resolve("means.onnx")).close())
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("Is it the file of another detector?");
    assertThatThrownBy(() -> FaceDetectors.yunet(folder.resolve("means.onnx"), 0).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Path shared(String name) {
    Path file = SHARED.resolve(name);
    assumeTrue(Files.exists(file), "needs " + file);
    return file;
  }

  private static Map<Path, String> frames() throws IOException {
    Path media = shared("data/faces/media");
    Map<Path, String> frames = new java.util.LinkedHashMap<>();
    for (String line : Files.readAllLines(media.resolve("labels.csv")).subList(1, 40)) {
      String[] fields = line.split(",");
      frames.put(media.resolve(fields[0]), fields[1]);
    }
    return frames;
  }

  @ParameterizedTest
  @ValueSource(strings = {"yunet", "ultraface"})
  void detectorsFindTheOneFaceOfEveryFrame(String name) throws IOException {
    Path file =
        shared(
            name.equals("yunet") ? "weights/yunet_n_320_320.onnx" : "weights/version-RFB-320.onnx");
    try (FaceDetector detector =
        name.equals("yunet") ? FaceDetectors.yunet(file) : FaceDetectors.ultraFace(file)) {
      List<Path> all = new ArrayList<>(frames().keySet());
      for (int i = 0; i < all.size(); i += 8) {
        Picture picture = PictureReader.read(all.get(i)).picture();
        List<FaceBox> faces = detector.detect(picture, FaceDetector.PROMINENT);
        assertThat(faces).as("%s", all.get(i)).hasSize(1);
        assertThat(faces.get(0).height()).isBetween(200.0, 340.0);
        assertThat(detector.detect(picture, FaceDetector.PROMINENT)).isEqualTo(faces);
      }
      assertThat(detector.detect(Picture.grey(50, 30, new byte[1500]), 1)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "faceapi_expression_112.onnx, 112, rgb, 0, 1,"
        + " 'neutral,happiness,sadness,anger,fear,disgust,surprise'",
    "mini_xception_fer2013_64.onnx, 64, grey, 127.5, 0.00784313725,"
        + " 'anger,disgust,fear,happiness,sadness,surprise,neutral'",
    "own_small_cnn_ferplus_48.onnx, 48, grey, 0, 1,"
        + " 'neutral,happiness,surprise,sadness,anger,disgust,fear,contempt'"
  })
  void otherPeoplesModelsTellSadnessFromHappiness(
      String model, int side, String channels, String mean, String scale, String labels)
      throws IOException {
    String three = channels.equals("rgb") ? ", %s, %s" : "";
    Path file =
        Files.writeString(
            folder.resolve("other.json"),
            """
            {"file": "%s", "width": %d, "height": %d, "channels": "%s", "layout": "nchw",
             "mean": [%s], "scale": [%s], "kind": "probabilities", "labels": ["%s"]}
            """
                .formatted(
                    shared("weights/" + model),
                    side,
                    side,
                    channels,
                    mean + three.formatted(mean, mean),
                    scale + three.formatted(scale, scale),
                    labels.replace(",", "\", \"")));
    try (ExternalFaceEncoder whole = Encoders.onnxFace(file);
        ExternalFaceEncoder encoder =
            whole.withDetector("yunet", shared("weights/yunet_n_320_320.onnx"))) {
      List<String> names = List.of(labels.split(","));
      int right = 0;
      int all = 0;
      for (Map.Entry<Path, String> frame : frames().entrySet()) {
        if (names.contains(frame.getValue())) {
          float[] logits = values(encoder.prepare(List.of(FaceImage.of(frame.getKey()))).get(0));
          int top = 0;
          for (int i = 1; i < logits.length; i++) {
            top = logits[i] > logits[top] ? i : top;
          }
          right += names.get(top).equals(frame.getValue()) ? 1 : 0;
          all++;
        }
      }
      assertThat(all).isEqualTo(32);
      assertThat((double) right / all).as(model).isGreaterThanOrEqualTo(0.9);
    }
  }
}
