package dev.emotion4j.encoder;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Sha256;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Somebody else's ONNX model, run as it is, one signal at a time: what the settings files of every
 * modality have in common. Shared by encoders, closed with the last of them; thread-safe.
 *
 * <p>Fields: {@code file} (relative to the settings file), {@code sha256} (optional), {@code input}
 * and {@code output} (optional if the model has one), {@code kind} ({@code logits}, {@code
 * probabilities} or {@code embedding}) and, unless it is an embedding, {@code labels}.
 * Probabilities become their logarithms, so that the features of both kinds are logits.
 */
final class ExternalModel {
  /** The fields that every settings file has. */
  static final Set<String> FIELDS = Set.of("file", "sha256", "input", "output", "kind", "labels");

  /** The setting of an encoder that names its settings file. */
  static final String SETTINGS = "settings";

  /** The setting of an encoder that fixes the settings file. */
  static final String SETTINGS_SHA256 = "settingsSha256";

  /** The setting of an encoder that fixes the model. */
  static final String MODEL_SHA256 = "modelSha256";

  // A probability of 0 says no more than one in ten million.
  private static final double LEAST_PROBABILITY = 1e-7;

  /** What the numbers mean that a model gives. */
  enum Kind {
    LOGITS,
    PROBABILITIES,
    EMBEDDING
  }

  private final Path settings;
  private final Path file;
  private final Shared<Executable> executable;
  private final String input;
  private final Optional<String> output;
  private final Kind kind;
  private final Optional<LabelSet> labels;
  private int width;

  private ExternalModel(
      Path settings,
      Path file,
      Executable executable,
      String input,
      Optional<String> output,
      Kind kind,
      Optional<LabelSet> labels) {
    this.settings = settings;
    this.file = file;
    this.executable = new Shared<>(executable, Executable::close);
    this.input = input;
    this.output = output;
    this.kind = kind;
    this.labels = labels;
  }

  /** Returns a settings file, whose own fields and these are the only ones. */
  static Json json(Path settings, Set<String> own) {
    if (!Files.isRegularFile(settings)) {
      throw new EmotionException(
          "'" + settings + "' does not exist; expected the settings file of an ONNX model");
    }
    try {
      Set<String> all = new LinkedHashSet<>(FIELDS);
      all.addAll(own);
      return Json.read(settings).only(all);
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + settings + "' failed", e);
    }
  }

  /**
   * Opens the model of a settings file and runs it once on zeros.
   *
   * @param shape of one input, the batch of 1 in front
   */
  static ExternalModel open(Path settings, Json json, int... shape) {
    Path folder = settings.toAbsolutePath().getParent();
    Path file = (folder == null ? settings : folder).resolve(json.get("file").text());
    if (!Files.isRegularFile(file)) {
      throw json.get("file").error("'" + file + "' does not exist; expected an ONNX file");
    }
    try {
      Optional<Json> hash = json.find("sha256");
      if (hash.isPresent() && !hash.get().text().equals(Sha256.of(file))) {
        throw hash.get().error("'" + file.getFileName() + "' has SHA-256 " + Sha256.of(file));
      }
      ModelFiles files = ModelFiles.any();
      String input = input(json, files.inputs(file), shape);
      Optional<String> output = json.find("output").map(Json::text);
      Kind kind = kind(json);
      Optional<LabelSet> labels = labels(json);
      // Last, because what is refused after it would leave it open.
      Executable executable = files.open(file, ExecutionOptions.DEFAULT);
      return probed(
          new ExternalModel(settings, file, executable, input, output, kind, labels), json, shape);
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + file + "' failed", e);
    }
  }

  private static ExternalModel probed(ExternalModel model, Json json, int[] shape) {
    boolean done = false;
    try {
      model.width = model.run(Tensor.zeros(Type.F32, shape)).length;
      if (model.labels.isPresent() && model.labels.get().size() != model.width) {
        throw json.get("labels")
            .error(
                "found "
                    + model.labels.get().size()
                    + " labels, but the model gives "
                    + model.width
                    + " numbers; expected one label per number, in their order");
      }
      done = true;
      return model;
    } finally {
      if (!done) {
        model.release();
      }
    }
  }

  private static String input(Json json, List<Input> inputs, int[] shape) {
    List<String> names = inputs.stream().map(Input::name).toList();
    if (inputs.size() != 1) {
      throw json.error("the model takes " + names + "; expected one input");
    }
    String name = json.find("input").map(Json::text).orElse(names.get(0));
    if (!names.contains(name)) {
      throw json.get("input").error("found '" + name + "'; the model takes " + names);
    }
    Shape declared = inputs.get(0).spec().shape();
    boolean fits = inputs.get(0).spec().type() == Type.F32 && declared.rank() == shape.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      fits = !declared.dim(axis).isNumber() || declared.dim(axis).number() == shape[axis];
    }
    if (!fits) {
      throw json.error(
          "the settings give inputs of "
              + Arrays.toString(shape)
              + "; the model takes "
              + inputs.get(0).spec()
              + ". Correct the size, the channels or the layout");
    }
    return name;
  }

  private static Kind kind(Json json) {
    String text = json.get("kind").text();
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return kind;
      }
    }
    throw json.get("kind")
        .error("found '" + text + "', expected logits, probabilities or embedding");
  }

  private static Optional<LabelSet> labels(Json json) {
    boolean embedding = kind(json) == Kind.EMBEDDING;
    Optional<Json> labels = json.find("labels");
    if (embedding == labels.isPresent()) {
      throw json.error(
          embedding
              ? "found labels of an embedding; expected none, or kind logits or probabilities"
              : "the field 'labels' is missing; expected one per number that the model gives");
    }
    try {
      return labels.map(list -> LabelSet.of(list.texts()));
    } catch (IllegalArgumentException e) {
      throw json.get("labels").error(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Runs the model on one signal.
   *
   * @return logits or an embedding
   * @throws EmotionException if it gives NaN, or no output of the stated name
   */
  float[] run(Tensor one) {
    Map<String, Tensor> outputs = executable.get().run(Map.of(input, one));
    Tensor found = outputs.get(output.orElseGet(() -> outputs.keySet().iterator().next()));
    if (found == null || output.isEmpty() && outputs.size() > 1) {
      throw new EmotionException(
          "the model "
              + file.getFileName()
              + " gives "
              + outputs.keySet()
              + "; expected the field 'output' to be one of them");
    }
    float[] values = found.floats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new EmotionException("the model " + file.getFileName() + " gave " + values[i]);
      }
      if (kind == Kind.PROBABILITIES) {
        values[i] = (float) Math.log(Math.max(LEAST_PROBABILITY, values[i]));
      }
    }
    return values;
  }

  int width() {
    return width;
  }

  Optional<LabelSet> labels() {
    return labels;
  }

  /** Returns what an encoder needs to open this model again. */
  Map<String, String> settings() {
    try {
      return new TreeMap<>(
          Map.of(
              SETTINGS, settings.toAbsolutePath().normalize().toString(),
              SETTINGS_SHA256, Sha256.of(settings),
              MODEL_SHA256, Sha256.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + settings + "' failed", e);
    }
  }

  /** Demands that a saved model meets the files that it was saved with. */
  void check(Map<String, String> saved) {
    Map<String, String> own = settings();
    for (String hash : List.of(SETTINGS_SHA256, MODEL_SHA256)) {
      if (!own.getOrDefault(hash, "").equals(saved.get(hash))) {
        throw new EmotionException(
            "the "
                + (hash.equals(MODEL_SHA256) ? "model of " : "settings in ")
                + settings
                + " have SHA-256 "
                + own.get(hash)
                + "; this model was made with "
                + saved.get(hash));
      }
    }
  }

  ExternalModel share() {
    executable.acquire();
    return this;
  }

  void release() {
    executable.release();
  }

  @Override
  public String toString() {
    return String.valueOf(file.getFileName());
  }
}
