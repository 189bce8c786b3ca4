package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ReadyModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.ExternalFaceEncoder;
import dev.emotion4j.monitor.Smoothing;
import dev.emotion4j.monitor.Timeline;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a recording expresses from when to when: of a video the face and the voice, of sound
 * the voice, of a folder of pictures the face; and what it took.
 *
 * <pre>
 * java -cp emotion.jar dev.emotion4j.examples.experiments.ClipTimeline FILE|FOLDER
 *     [model=DIRECTORY]  the model, else the built-in one
 *     [face=FILE.json]   or an own ONNX face model, by its settings file
 *     [yunet=FILE.onnx]  the detector that finds faces, else the whole picture is one
 *     [backend=onnx]     what runs it
 *     [fps=2]            how fast the pictures of a folder were taken
 *     [sample=2]         frames per second to look at
 *     [penalty=4]        of a change of label, in nats
 * </pre>
 */
public final class ClipTimeline {
  private final EmotionRecognizer recognizer;
  private final Smoothing smoothing;

  private ClipTimeline(EmotionRecognizer recognizer, Smoothing smoothing) {
    this.recognizer = recognizer;
    this.smoothing = smoothing;
  }

  /** Prints the timelines of a file or folder. */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      throw new IllegalArgumentException(
          "no recording; expected a video, a sound or a folder of pictures, then options such as"
              + " sample=5");
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      String[] parts = args[i].split("=", 2);
      options.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    Path recording = Path.of(args[0]);
    double perSecond = number(options, "sample", FaceVideo.PER_SECOND);
    Smoothing smoothing = Smoothing.DEFAULT;
    smoothing = smoothing.switchPenalty(number(options, "penalty", smoothing.switchPenalty()));
    try (EmotionRecognizer recognizer = recognizer(options)) {
      ClipTimeline program = new ClipTimeline(recognizer, smoothing);
      boolean folder = Files.isDirectory(recording);
      FaceVideo video =
          folder
              ? FaceVideo.ofFolder(recording, number(options, "fps", 2))
              : FaceVideo.of(recording);
      program.face(video.perSecond(perSecond));
      if (!folder) {
        program.voice(AudioClip.of(recording));
      }
    }
  }

  private static EmotionRecognizer recognizer(Map<String, String> options) throws IOException {
    RecognizerBuilder builder = EmotionRecognizer.builder();
    String face = options.get("face");
    String model = options.get("model");
    String yunet = options.get("yunet");
    if (face != null) {
      builder.model(face(Path.of(face), yunet));
    } else if (model != null) {
      builder.load(Path.of(model));
    } else {
      builder.builtIn();
    }
    if (face == null && yunet != null) {
      builder.faceDetector("yunet", Path.of(yunet));
    }
    return builder.backend(options.getOrDefault("backend", "onnx")).build();
  }

  /** Returns a model of an own ONNX face model alone. */
  static EmotionModel face(Path settings, @Nullable String yunet) {
    ExternalFaceEncoder encoder = Encoders.onnxFace(settings);
    if (yunet != null) {
      try (ExternalFaceEncoder undetecting = encoder) {
        encoder = undetecting.withDetector("yunet", Path.of(yunet));
      }
    }
    return ReadyModel.of("face", encoder, encoder.labels().orElseThrow());
  }

  private static double number(Map<String, String> options, String name, double standard) {
    String text = options.get(name);
    return text == null ? standard : Double.parseDouble(text);
  }

  private void face(FaceVideo video) {
    print(Modality.FACE, () -> recognizer.timeline(video, smoothing));
  }

  private void voice(AudioClip clip) {
    print(Modality.VOICE, () -> recognizer.timeline(clip, smoothing));
  }

  private void print(Modality modality, Supplier<Timeline> work) {
    System.out.println(modality + ":");
    if (!recognizer.modalities().contains(modality)) {
      System.out.println("  not taken by the model, which has " + recognizer.modalities());
      return;
    }
    try (HeapWatch heap = new HeapWatch()) {
      long start = System.nanoTime();
      Timeline timeline = work.get();
      double seconds = (System.nanoTime() - start) / 1e9;
      timeline.segments().forEach(segment -> System.out.println("  " + segment));
      timeline.notes().forEach(note -> System.out.println("  note: " + note));
      System.out.println(
          String.format(
              Locale.ROOT,
              "  %d observations in %.1f s; live heap at most %.0f MB over the start",
              timeline.observations(),
              seconds,
              heap.most()));
    } catch (EmotionException e) {
      System.out.println("  " + e.getMessage());
    }
  }
}
