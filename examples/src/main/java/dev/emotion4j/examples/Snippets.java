package dev.emotion4j.examples;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FaceRecognition;
import dev.emotion4j.Recognition;
import dev.emotion4j.Tuned;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ReadyModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.ExternalFaceEncoder;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.responsible.AuditEvent;
import dev.emotion4j.responsible.Notice;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The code of README.md: each region is quoted there word for word, and a test compares and runs
 * them. Stateless.
 */
public final class Snippets {
  private Snippets() {}

  static void recognize() {
    // region recognize
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      Recognition result = recognizer.recognize("Thank you so much, this made my day!");
      System.out.println(result.top() + " " + result.confidence());
      System.out.println("all that reach their threshold: " + result.labels());
      result.distribution().forEach((label, p) -> System.out.println(label + " " + p));
      System.out.println(result.provenance());
    }
    // endregion
  }

  static void multimodal(Path picture, Path recording) {
    // region multimodal
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      Sample sample =
          Sample.of(
              FaceImage.of(picture), AudioClip.of(recording), Text.of("I can't believe we won!"));
      Recognition result = recognizer.recognize(sample);
      System.out.println(result.top() + " " + result.confidence() + " from " + result.shares());
      result.alone().forEach((modality, alone) -> System.out.println(modality + ": " + alone));
      System.out.println("failed: " + result.failed() + ", missing: " + result.missing());
      result.affect().ifPresent(a -> System.out.println(a.valence() + " " + a.arousal()));
    }
    // endregion
  }

  static void faces(Path picture, Path yunet) throws IOException {
    // region faces
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().builtIn().faceDetector("yunet", yunet).build()) {
      for (FaceRecognition face : recognizer.recognizeFaces(FaceImage.of(picture))) {
        System.out.println(face.box() + ": " + face.recognition().top());
      }
    }
    // endregion
  }

  static void wearable(Path bodyModel, Path picture, Path empaticaFolder) throws IOException {
    // region wearable
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .builtIn()
            .branch(bodyModel)
            .useContext(UseContext.HEALTH_CARE)
            .build()) {
      Sample sample = Sample.of(FaceImage.of(picture), BodySignal.empatica(empaticaFolder));
      System.out.println(recognizer.recognize(sample).shares());
    }
    // endregion
  }

  static void ownFaceModel(Path settings, Path picture) {
    // region own-face-model
    ExternalFaceEncoder face = Encoders.onnxFace(settings); // expression.json beside the .onnx file
    EmotionModel model = ReadyModel.of("expression", face, face.labels().orElseThrow());
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model).backend("onnx").build()) {
      System.out.println(recognizer.recognize(Sample.of(FaceImage.of(picture))).distribution());
    }
    // endregion
  }

  static void timeline(Path video) {
    // region timeline
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      recognizer.timeline(FaceVideo.of(video)).segments().forEach(System.out::println);
    }
    // endregion
  }

  static Text dialogue() {
    // region dialogue
    Text text = Text.of("Fine!").by("Ann").after(List.of(Text.Turn.of("Ben", "You lost my keys?")));
    // endregion
    return text;
  }

  static void responsible(Consumer<AuditEvent> log) {
    // region responsible
    UseContext context =
        UseContext.WORKPLACE.safety("fatigue of crane drivers, decided in DPIA 17");
    System.out.println(Notice.text(Locale.ENGLISH, List.of(Modality.FACE), context));
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .builtIn()
            .only(Modality.FACE)
            .useContext(context)
            .audit(log) // model, modalities and decision of each recognition; no media
            .abstainBelow(0.5)
            .build()) {
      System.out.println("takes " + recognizer.modalities());
    }
    // endregion
  }

  static void many(List<String> comments) {
    // region many
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().builtIn().backend("onnx").abstainBelow(0.4).build()) {
      List<Sample> samples = comments.stream().map(c -> Sample.of(Text.of(c))).toList();
      for (Recognition result : recognizer.recognizeAll(samples)) {
        System.out.println(result.decision().orElse("not sure"));
      }
    }
    // endregion
  }

  static void fineTune(List<Example> training, List<Example> validation, Path directory)
      throws IOException {
    // region fine-tune
    try (EmotionRecognizer start =
        EmotionRecognizer.builder()
            .text(Encoders.miniLm())
            .labels(LabelSet.of("joy", "sadness", "anger", "fear"))
            .backend("onnx")
            .build()) {
      Tuned tuned =
          start
              .fineTune()
              .adapter(Adapters.lora(16, 32).on(Targets.ALL_LINEAR)) // or .full(), .headOnly()
              .learningRate(1e-3)
              .epochs(4)
              .batchSize(32)
              .earlyStopping(EarlyStopping.on(Metric.MACRO_F1).patience(2))
              .seed(42)
              .fit(training, validation);
      System.out.println(tuned.report());
      tuned.save(directory);
    }
    // endregion
  }

  static void examples() {
    // region examples
    List<Example> training =
        List.of(
            Example.of("We won, I am so happy", "joy"),
            Example.of("I miss my old friend", "sadness"),
            Example.of("He lied to me again", "anger"),
            Example.of("I am afraid of the dark", "fear"));
    // endregion
    if (training.size() != 4) {
      throw new IllegalStateException("four examples were written");
    }
  }

  static void serve(Path directory, Path onnxFile) throws IOException {
    // region serve
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().load(directory).backend("djl").build()) {
      System.out.println(recognizer.recognize("You broke your promise").top());
      recognizer.exportOnnx(onnxFile); // one file, head included, for any ONNX runtime
    }
    // endregion
  }

  static void embed(TextEncoder encoder) {
    // region embed
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().text(encoder).backend("onnx").build()) {
      float[][] features = recognizer.embed(List.of(Text.of("good news"), Text.of("bad news")));
      System.out.println(features.length + " vectors of " + features[0].length);
    }
    // endregion
  }
}
