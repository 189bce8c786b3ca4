package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.responsible.UseRefusedException;
import dev.emotion4j.signal.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model runs, and where. */
final class ModelOptions {
  @Option(
      names = "--model",
      defaultValue = "builtin",
      paramLabel = "builtin|DIR",
      description = "The built-in model, or a model directory (default: ${DEFAULT-VALUE}).")
  private String model = "builtin";

  @Option(
      names = "--backend",
      defaultValue = "onnx",
      description = "The backend by name: onnx or djl (default: ${DEFAULT-VALUE}).")
  private String backend = "onnx";

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Threads within one operation (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--branch",
      paramLabel = "DIR",
      description = "A model of one more modality that joins the pool; may be repeated.")
  private List<Path> branches = new ArrayList<>();

  @Option(
      names = "--detector",
      paramLabel = "yunet|FILE",
      description = {
        "Finds faces in pictures: what 'install yunet' installed, or an ONNX file of YuNet or",
        "UltraFace. Without it the whole picture is taken as the face."
      })
  private @Nullable String detector;

  @Option(
      names = "--use",
      paramLabel = "SETTING",
      description = {
        "Where people are observed: ${COMPLETION-CANDIDATES}. Face, voice and body at work or in",
        "education need --medical or --safety with the reason."
      })
  private UseContext.Setting use = UseContext.Setting.UNSTATED;

  @Option(names = "--medical", paramLabel = "REASON", description = "The medical reason.")
  private @Nullable String medical;

  @Option(names = "--safety", paramLabel = "REASON", description = "The reason of safety.")
  private @Nullable String safety;

  @Option(
      names = "--only",
      paramLabel = "MODALITY",
      split = ",",
      description = "Take only these modalities of the model: text, face, voice, body.")
  private List<String> only = new ArrayList<>();

  void check(Usage usage) {
    usage.threads(threads);
    usage.require(
        medical == null || safety == null, "both --medical and --safety; expected one reason");
    usage.require(
        medical == null || !medical.isBlank(), "--medical is blank; expected the reason in words");
    usage.require(
        safety == null || !safety.isBlank(), "--safety is blank; expected the reason in words");
    usage.require(
        use != UseContext.Setting.UNSTATED || medical == null && safety == null,
        "a reason by --medical or --safety, but no --use that it is for; expected, for example,"
            + " --use WORKPLACE");
  }

  EmotionRecognizer open() throws IOException {
    RecognizerBuilder builder =
        EmotionRecognizer.builder().backend(backend).threads(threads).useContext(context());
    if (model.equals("builtin")) {
      builder.builtIn();
    } else {
      builder.load(Path.of(model));
    }
    for (Path branch : branches) {
      builder.branch(branch);
    }
    if (detector != null) {
      DetectorOption.apply(detector, builder);
    }
    try {
      return builder.only(only.stream().map(Modality::new).toArray(Modality[]::new)).build();
    } catch (UseRefusedException e) {
      throw new IllegalArgumentException(
          e.why()
              + ". State the reason by --medical or --safety, or take text alone by --only text",
          e);
    }
  }

  private UseContext context() {
    UseContext plain = new UseContext(use, Optional.empty());
    if (medical != null) {
      return plain.medical(medical);
    }
    return safety == null ? plain : plain.safety(safety);
  }
}
