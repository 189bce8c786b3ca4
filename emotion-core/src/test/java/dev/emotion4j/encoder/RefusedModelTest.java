package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.numbers.NeverRun;
import dev.emotion4j.numbers.Services;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Own ONNX models and detectors that are refused after their file was opened stay open nowhere. */
class RefusedModelTest {
  private static final String SETTINGS =
      """
      {"file": "model.onnx", "width": 2, "height": 2, "channels": "rgb", "layout": "nchw",
       "kind": "logits", "labels": ["sad", "happy", "angry"]}
      """;

  @TempDir Path folder;

  /** Opens any file: a detector's by its name, else a model of three numbers. Counts. */
  public static final class Counting extends NeverRun implements ModelFiles {
    static final AtomicInteger OPENED = new AtomicInteger();
    static final AtomicInteger CLOSED = new AtomicInteger();

    public Counting() {
      super("counting");
    }

    @Override
    public Optional<ModelFiles> modelFiles() {
      return Optional.of(this);
    }

    @Override
    public List<Input> inputs(Path file) {
      Dim side = Dim.of(file.endsWith("yunet.onnx") ? 320 : 2);
      return List.of(Input.of("input", Type.F32, Dim.of(1), Dim.of(3), side, side));
    }

    @Override
    public Executable open(Path file, ExecutionOptions options) {
      OPENED.incrementAndGet();
      return new Executable() {
        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
          return Map.of("scores", Tensor.of(new float[3], 1, 3));
        }

        @Override
        public Device device() {
          return Device.CPU;
        }

        @Override
        public void close() {
          CLOSED.incrementAndGet();
        }
      };
    }
  }

  @BeforeEach
  void write() throws IOException {
    Counting.OPENED.set(0);
    Counting.CLOSED.set(0);
    Files.writeString(folder.resolve("model.onnx"), "a model");
    Files.writeString(folder.resolve("yunet.onnx"), "a detector");
  }

  private Path settings(String text) throws IOException {
    return Files.writeString(folder.resolve("face.json"), text);
  }

  private static <R> R counted(Callable<R> work) throws Exception {
    return Services.with(Backend.class, List.of(Counting.class.getName()), work);
  }

  private static void refused(int opened, String message, Callable<?> work) {
    assertThatThrownBy(() -> counted(work)).hasMessageContaining(message);
    assertThat(Counting.OPENED).hasValue(opened);
    assertThat(Counting.CLOSED).hasValue(opened);
  }

  /** Returns the settings of an encoder with a detector. */
  private Map<String, String> saved() throws Exception {
    Path file = settings(SETTINGS);
    Map<String, String> saved =
        counted(
            () -> {
              try (ExternalFaceEncoder whole = Encoders.onnxFace(file);
                  ExternalFaceEncoder finding =
                      whole.withDetector("yunet", folder.resolve("yunet.onnx"))) {
                return new HashMap<>(finding.settings());
              }
            });
    assertThat(Counting.OPENED).hasValue(2);
    assertThat(Counting.CLOSED).hasValue(2);
    write();
    return saved;
  }

  @Test
  void aModelWhoseSettingsAreRefusedIsNotOpened() throws Exception {
    Path kind = settings(SETTINGS.replace("logits", "votes"));
    refused(0, "expected logits, probabilities or embedding", () -> Encoders.onnxFace(kind));
    Path labels = settings(SETTINGS.replace("logits", "embedding"));
    refused(0, "found labels of an embedding", () -> Encoders.onnxFace(labels));
  }

  @Test
  void aModelThatGivesOtherNumbersIsClosed() throws Exception {
    Path file = settings(SETTINGS.replace(", \"angry\"", ""));
    refused(1, "found 2 labels, but the model gives 3 numbers", () -> Encoders.onnxFace(file));
  }

  @Test
  void aModelOfOtherFilesThanItWasSavedWithIsClosedWithItsDetector() throws Exception {
    Map<String, String> saved = saved();
    saved.put(ExternalModel.MODEL_SHA256, "0".repeat(64));
    refused(
        2, "this model was made with", () -> new ExternalFaceEncoderProvider().open(saved, folder));
  }

  @Test
  void theDetectorOfASavedModelThatIsRefusedIsClosed() throws Exception {
    Map<String, String> saved = saved();
    settings(SETTINGS.replace("logits", "votes"));
    refused(
        1,
        "expected logits, probabilities or embedding",
        () -> new ExternalFaceEncoderProvider().open(saved, folder));
  }

  @Test
  void aDetectorThatNoRecognizerCameOfIsClosedAndTheModelIsTheCallersStill() {
    FaceNetwork network = new FaceNetwork(FaceNetwork.Config.COMPACT);
    try (FaceEncoder encoder = FaceEncoder.untrained(network, FaceOptions.DEFAULT, 1)) {
      refused(
          1,
          "no backend named 'onxx'",
          () ->
              EmotionRecognizer.builder()
                  .encoder(encoder)
                  .faceDetector("yunet", folder.resolve("yunet.onnx"))
                  .backend("onxx")
                  .build());
      assertThat(encoder.prepare(List.of())).isEmpty();
    }
  }
}
