package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.body.BodyWindows;
import dev.emotion4j.encoder.BodyEncoder;
import dev.emotion4j.encoder.BodyOptions;
import dev.emotion4j.examples.media.BundledSample;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.signal.LabelSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code on pictures, sound, video and wearables runs. */
class MultimodalReadmeTest {
  @TempDir static Path directory;
  private static Path face;
  private static Path voice;

  @BeforeAll
  static void writeMedia() throws IOException {
    face = Files.write(directory.resolve("face.png"), BundledSample.face());
    voice = Files.write(directory.resolve("voice.wav"), BundledSample.voice());
  }

  private static Path shared(String name) {
    Path path = Path.of(System.getProperty("emotion.shared", "")).resolve(name);
    assumeTrue(Files.exists(path), () -> "needs " + name + " of the shared data");
    return path;
  }

  @Test
  void aPictureARecordingAndASentenceAreFused() {
    String printed =
        printed(
            () -> {
              Snippets.multimodal(face, voice);
              return "";
            });
    assertThat(printed)
        .startsWith("joy 0.")
        .contains("text: {", "face: {", "voice: {", "failed: {}, missing: []");
  }

  @Test
  void aPictureWithAFaceGivesItsBox() {
    Path yunet = shared("weights/yunet_n_320_320.onnx");
    String printed =
        printed(
            () -> {
              Snippets.faces(face, yunet);
              return "";
            });
    assertThat(printed.lines().toList()).hasSize(1);
    assertThat(printed).contains(": joy");
  }

  @Test
  void aWearablesModelJoinsByItsPath() throws IOException {
    Path model = directory.resolve("body");
    List<String> columns = List.of("acc_sma", "raw_temp_mean", "hrv_lf_hf_ratio");
    BodyOptions options =
        new BodyOptions(
            columns, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0), 8, 4, BodyWindows.DEFAULT, 3);
    try (EmotionRecognizer untrained =
        EmotionRecognizer.builder()
            .encoder(BodyEncoder.of(options))
            .labels(LabelSet.of("neutral", "stress", "joy"))
            .backend("onnx")
            .build()) {
      untrained.save(model);
    }
    Path folder = BundledSample.wearable(directory.resolve("wearable"));
    String printed =
        printed(
            () -> {
              Snippets.wearable(model, face, folder);
              return "";
            });
    assertThat(printed).contains("face=", "body=");
  }

  /** Grey 48x48 to three logits. */
  private record Tiny() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("grey", Type.F32, Input.BATCH, Dim.of(1), Dim.of(48), Dim.of(48)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T flat = scope.ops().reshape(inputs.get("grey"), Input.BATCH, Dim.of(48 * 48));
      return Values.of("scores", scope.linear("head", flat, 3));
    }
  }

  @Test
  void somebodyElsesFaceModelRunsByItsSettings() throws IOException {
    OnnxExport.write(
        Graph.record(new Tiny()), Weights.initialized(5), directory.resolve("expression.onnx"));
    Path settings =
        Files.writeString(
            directory.resolve("expression.json"),
            """
            {"file": "expression.onnx", "width": 48, "height": 48, "channels": "grey",
             "layout": "nchw", "mean": [0], "scale": [0.00392], "kind": "logits",
             "labels": ["calm", "glad", "cross"]}
            """);
    String printed =
        printed(
            () -> {
              Snippets.ownFaceModel(settings, face);
              return "";
            });
    assertThat(printed).contains("calm=", "glad=", "cross=");
  }

  @Test
  void aStatedReasonOpensTheGateAndIsInTheNotice() {
    String printed =
        printed(
            () -> {
              Snippets.responsible(event -> {});
              return "";
            });
    assertThat(printed).contains("fatigue of crane drivers", "takes [face]");
  }

  @Test
  void aVideoGivesATimeline() {
    Path clip = shared("data/faces/media/WolfgangLanger_Pexels.mp4");
    String printed =
        printed(
            () -> {
              Snippets.timeline(clip);
              return "";
            });
    assertThat(printed).isNotBlank();
  }

  private static String printed(Callable<String> work) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      WithoutBackends.run(
          () -> {
            try {
              return work.call();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          },
          "emotion-backend-djl");
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
