package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.builtin.BuiltInModel;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.monitor.Timeline;
import dev.emotion4j.monitor.Timeline.Segment;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One face that is sad and then happy, by somebody else's ONNX model and detector. */
class ClipTimelineTest {
  private static final String SETTINGS =
      """
      {"file": "%s", "width": 112, "height": 112, "channels": "rgb", "layout": "nchw",
       "margin": 0.05, "kind": "probabilities", "labels":
       ["neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise"]}
      """;

  private Path shared = Path.of("");
  @TempDir Path folder;

  @BeforeEach
  void theClipIsThere() {
    Optional<String> property = Optional.ofNullable(System.getProperty("emotion.shared"));
    assumeThat(property).as("-Demotion.shared").isPresent();
    shared = Path.of(property.get());
    assumeThat(shared.resolve("data/faces/media")).as("the clip of faces/media").exists();
    assumeThat(shared.resolve("weights")).as("the models of faces").exists();
  }

  private Timeline timeline(FaceVideo video) throws IOException {
    Path model = shared.resolve("weights/faceapi_expression_112.onnx").toAbsolutePath();
    String file = model.toString().replace("\\", "/");
    Path settings = Files.writeString(folder.resolve("face.json"), SETTINGS.formatted(file));
    String detector = shared.resolve("weights/yunet_n_320_320.onnx").toString();
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .model(ClipTimeline.face(settings, detector))
            .backend("onnx")
            .build()) {
      return recognizer.timeline(video);
    }
  }

  private static void fromSadnessToHappiness(Timeline timeline) {
    List<Segment> segments = timeline.segments();
    Segment first = segments.get(0);
    Segment last = segments.get(segments.size() - 1);
    assertThat(first.label()).isEqualTo("sadness");
    assertThat(first.start()).isEqualTo(0);
    assertThat(first.end()).isBetween(5.5, 10.0);
    assertThat(last.label()).isEqualTo("happiness");
    assertThat(last.start()).isBetween(8.5, 11.0);
    assertThat(last.end()).isCloseTo(20, within(0.6));
    assertThat(segments.size()).isLessThanOrEqualTo(3);
  }

  @Test
  void theFramesOfTheClipGiveSadnessThenHappiness() throws IOException {
    Timeline timeline = timeline(FaceVideo.ofFolder(shared.resolve("data/faces/media/frames"), 2));
    fromSadnessToHappiness(timeline);
    assertThat(timeline.notes()).isEmpty();
    Map<String, Integer> labelled = new HashMap<>();
    double right = 0;
    for (String[] frame : labels()) {
      if (!frame[1].equals("ambiguous")) {
        labelled.merge(frame[1], 1, Integer::sum);
        right += labelAt(timeline.segments(), frame).equals(frame[1]) ? 1 : 0;
      }
    }
    assertThat(labelled).isEqualTo(Map.of("sadness", 12, "happiness", 20));
    assertThat(right / 32).as("labelled frames in a segment of their label").isGreaterThan(0.9);
  }

  /** Returns file and label of every frame. */
  private List<String[]> labels() throws IOException {
    try (Stream<String> lines = Files.lines(shared.resolve("data/faces/media/labels.csv"))) {
      return lines.skip(1).map(line -> line.split(",")).toList();
    }
  }

  /** Returns the label of the segment in which a frame lies, of which there are two per second. */
  private static String labelAt(List<Segment> segments, String[] frame) {
    double middle = (Integer.parseInt(frame[0].replaceAll("\\D", "")) - 0.5) / 2;
    return segments.stream()
        .filter(segment -> segment.start() <= middle && middle < segment.end())
        .map(Segment::label)
        .findFirst()
        .orElse("nothing");
  }

  @Test
  void theVideoFileGivesTheSame() throws IOException {
    Timeline timeline =
        timeline(FaceVideo.of(shared.resolve("data/faces/media/WolfgangLanger_Pexels.mp4")));
    fromSadnessToHappiness(timeline);
    assertThat(timeline.observations()).isBetween(39L, 41L);
  }

  /** The branch that ships, whose labels say joy for happiness, behind a detector. */
  @Test
  void theShippedFaceBranchSeesSadnessThenJoy() throws IOException {
    EmotionModel face = ModelDirectory.load(BuiltInModel.class, "face");
    FaceEncoder encoder =
        ((FaceEncoder) face.encoders().get(0))
            .withDetector("yunet", shared.resolve("weights/yunet_n_320_320.onnx"));
    EmotionModel finding =
        new EmotionModel(
            face.name(),
            face.labels(),
            List.of(encoder),
            face.fusion(),
            face.adapters(),
            face.trained(),
            face.headDropout(),
            face.calibration(),
            face.provenance());
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(finding).backend("onnx").build()) {
      FaceVideo frames = FaceVideo.ofFolder(shared.resolve("data/faces/media/frames"), 2);
      List<Segment> segments = recognizer.timeline(frames).segments();
      // Between the two she looks up with a hand at her mouth, which the labels call ambiguous:
      // what the branch makes of it (sadness, or fear) is not held, but it must not last longer.
      for (String[] frame : labels()) {
        if (!frame[1].equals("ambiguous")) {
          String expected = frame[1].equals("happiness") ? "joy" : frame[1];
          assertThat(labelAt(segments, frame)).as(frame[0]).isEqualTo(expected);
        }
      }
      assertThat(segments.get(0).start()).isEqualTo(0);
      assertThat(segments.get(segments.size() - 1).start()).isCloseTo(9.5, within(1.5));
      assertThat(segments.size()).isLessThanOrEqualTo(3);
      // As one sample, the video is what its frames are on average.
      Recognition whole = recognizer.recognize(Sample.of(frames));
      assertThat(whole.distribution().get("joy") + whole.distribution().get("sadness"))
          .isGreaterThan(0.7);
    }
    face.closeEncoders();
  }
}
