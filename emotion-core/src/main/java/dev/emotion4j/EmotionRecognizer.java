package dev.emotion4j;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.Runner;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.math.Weights;
import dev.emotion4j.monitor.Smoothing;
import dev.emotion4j.monitor.Timeline;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recognises expressed emotions in samples of text (and whatever else its model takes).
 * Thread-safe: one recognizer serves many threads with the same bits as one. {@link #close} drains,
 * then frees; later calls throw {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (var recognizer = EmotionRecognizer.builtIn()) {
 *   Recognition result = recognizer.recognize("I can't believe we won!");
 *   System.out.println(result.top() + " " + result.confidence());
 * }
 * }</pre>
 */
public final class EmotionRecognizer implements AutoCloseable {
  private final EmotionModel model;
  private final Backend backend;
  private final ExecutionOptions options;
  private final Runner runner;
  private final Policy policy;
  private final Gate gate = new Gate("the recognizer");

  EmotionRecognizer(
      EmotionModel model,
      Backend backend,
      ExecutionOptions options,
      LengthBatches batches,
      Policy policy) {
    this.model = model;
    this.backend = backend;
    this.options = options;
    this.policy = policy;
    this.runner = new Runner(model, backend, options, batches);
  }

  /** Makes a recognizer of a model that nobody else closes; if that fails, closes its encoders. */
  static EmotionRecognizer owning(
      EmotionModel model,
      Backend backend,
      ExecutionOptions options,
      LengthBatches batches,
      Policy policy) {
    try {
      return new EmotionRecognizer(model, backend, options, batches, policy);
    } catch (RuntimeException | Error e) {
      model.closeEncoders();
      throw e;
    }
  }

  /** Returns the model that comes with {@code dev.emotion4j:emotion-builtin}, ready to use. */
  public static EmotionRecognizer builtIn() {
    return builder().builtIn().build();
  }

  /**
   * Loads a model directory.
   *
   * @throws IOException if a file cannot be read
   * @throws dev.emotion4j.signal.EmotionException if a file is missing, damaged or does not fit
   */
  public static EmotionRecognizer load(Path directory) throws IOException {
    return builder().load(directory).build();
  }

  /** Returns a builder: choose a model, or put one together of encoders and a label set. */
  public static RecognizerBuilder builder() {
    return new RecognizerBuilder();
  }

  /** Recognises a text. */
  public Recognition recognize(String text) {
    return recognize(Sample.of(Text.of(text)));
  }

  /**
   * Recognises a sample of any of the model's modalities. A signal that cannot be used (a broken
   * file, silence, no face) is reported in the result, and the others count.
   *
   * @throws EmotionException if none of its signals can be used; the message says why of each
   * @throws IllegalArgumentException if the sample has no modality that the model knows
   * @throws IllegalStateException after {@link #close}
   */
  public Recognition recognize(Sample sample) {
    Recognition result = recognizeAll(List.of(sample)).get(0);
    if (result.isEmpty()) {
      throw new EmotionException(
          "no signal of the sample can be used: "
              + (result.failed().isEmpty() ? result.notes() : result.failed()));
    }
    return result;
  }

  /**
   * Recognises many samples at once, in batches of similar length; results are in their order.
   * Memory grows with the list: hand over thousands, not millions. A sample of which no signal can
   * be used gives an {@linkplain Recognition#isEmpty empty} recognition in its place.
   *
   * @throws IllegalArgumentException if a sample has no modality that the model knows
   * @throws IllegalStateException after {@link #close}
   */
  public List<Recognition> recognizeAll(List<Sample> samples) {
    return gate.run(() -> recognitions(samples));
  }

  /**
   * Recognises the face in every sampled frame of a video and joins what lasts: who looks sad and
   * then smiles gives two segments. Frames without a face are left out and counted in the notes.
   * Takes constant memory, apart from the segments, and time linear in the length.
   *
   * @throws EmotionException if the video cannot be opened; the message says what to do
   * @throws IllegalArgumentException if the recognizer does not take faces
   * @throws IllegalStateException after {@link #close}
   */
  public Timeline timeline(FaceVideo video) {
    return timeline(video, Smoothing.DEFAULT);
  }

  /** As {@link #timeline(FaceVideo)}, smoothed otherwise. */
  public Timeline timeline(FaceVideo video, Smoothing smoothing) {
    return new Timelines(labels().names(), this::recognizeAll, smoothing).video(video);
  }

  /**
   * Recognises the voice in every utterance of a recording, a part of at most 5 s at a time, and
   * joins what lasts ({@link Smoothing#SPEECH}). Nothing is said about what is no speech. Takes
   * constant memory, apart from the segments, and time linear in the length.
   *
   * @throws EmotionException if the recording cannot be opened; the message says what to do
   * @throws IllegalArgumentException if the recognizer does not take voices
   * @throws IllegalStateException after {@link #close}
   */
  public Timeline timeline(AudioClip recording) {
    return timeline(recording, Smoothing.SPEECH);
  }

  /** As {@link #timeline(AudioClip)}, smoothed otherwise. */
  public Timeline timeline(AudioClip recording, Smoothing smoothing) {
    return new Timelines(labels().names(), this::recognizeAll, smoothing).audio(recording);
  }

  private List<Recognition> recognitions(List<Sample> samples) {
    List<Runner.Outcome> outcomes = runner.run(samples, policy.modalities());
    List<Recognition> recognitions = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      Recognition result = recognition(outcomes.get(i));
      policy.tell(result);
      recognitions.add(result);
    }
    return recognitions;
  }

  private Recognition recognition(Runner.Outcome outcome) {
    Set<Modality> missing = new LinkedHashSet<>(modalities());
    missing.removeAll(outcome.shares().keySet());
    missing.removeAll(outcome.failed().keySet());
    boolean empty = outcome.logits().length == 0;
    double[] probabilities =
        empty ? new double[0] : model.calibration().probabilities(outcome.logits());
    boolean abstained =
        empty || java.util.Arrays.stream(probabilities).max().orElse(0) < policy.abstainBelow();
    Map<Modality, Map<String, Double>> alone = new LinkedHashMap<>();
    outcome
        .alone()
        .forEach((m, logits) -> alone.put(m, named(model.calibration().probabilities(logits))));
    return new Recognition(
        named(probabilities),
        named(outcome.logits()),
        abstained ? Set.of() : chosen(probabilities, outcome.shares().keySet()),
        outcome.shares(),
        alone,
        outcome.qualities(),
        missing,
        outcome.failed(),
        abstained,
        outcome.notes(),
        provenance());
  }

  // Nothing for nothing: an empty array stands for a sample that cannot be used.
  private Map<String, Double> named(double[] values) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(model.labels().name(i), values[i]);
    }
    return named;
  }

  private Set<String> chosen(double[] probabilities, Set<Modality> used) {
    boolean[] reached = reached(probabilities, used);
    return java.util.stream.IntStream.range(0, probabilities.length)
        .filter(i -> reached[i])
        .boxed()
        .sorted((a, b) -> Double.compare(probabilities[b], probabilities[a]))
        .map(model.labels()::name)
        .collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new));
  }

  private boolean[] reached(double[] probabilities, Set<Modality> used) {
    java.util.Optional<dev.emotion4j.evaluation.Thresholds> thresholds = thresholds(used);
    if (thresholds.isPresent()) {
      return thresholds.get().apply(probabilities);
    }
    boolean[] top = new boolean[probabilities.length];
    top[dev.emotion4j.evaluation.Metrics.top(probabilities)] = true;
    return top;
  }

  /**
   * Recognises every face of a picture, the largest first; none is an empty list. Without a
   * detector the whole picture is the one face.
   *
   * @throws EmotionException if the picture cannot be read; the message says why
   * @throws IllegalArgumentException if the model finds no faces, because its face encoder is of
   *     another kind, or it has none
   * @throws IllegalStateException after {@link #close}
   */
  public List<FaceRecognition> recognizeFaces(FaceImage image) {
    return gate.run(() -> faces(image));
  }

  private List<FaceRecognition> faces(FaceImage image) {
    FaceEncoder encoder =
        model.encoders().stream()
            .filter(FaceEncoder.class::isInstance)
            .map(FaceEncoder.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the model '"
                            + model.name()
                            + "' has no face encoder that finds faces; it takes "
                            + modalities()));
    List<FaceImage> faces = encoder.faces(image);
    List<Recognition> results =
        faces.isEmpty() ? List.of() : recognitions(faces.stream().map(Sample::of).toList());
    List<FaceRecognition> found = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      found.add(new FaceRecognition(faces.get(i).face(), results.get(i)));
    }
    return found;
  }

  /**
   * Returns the features of signals of one modality, a row per signal: the encoder as a frozen
   * feature extractor.
   *
   * @throws IllegalArgumentException if the signals are of several modalities, or of one that the
   *     recognizer does not take
   * @throws EmotionException if a signal cannot be used
   * @throws IllegalStateException after {@link #close}
   */
  public float[][] embed(List<? extends Signal> signals) {
    for (Signal signal : signals) {
      if (!policy.modalities().contains(signal.modality())) {
        throw new IllegalArgumentException(
            "no encoder for '" + signal.modality() + "'; the recognizer takes " + modalities());
      }
    }
    return gate.run(() -> signals.isEmpty() ? new float[0][] : runner.embed(signals));
  }

  /** Returns what the recognizer tells apart. */
  public LabelSet labels() {
    return model.labels();
  }

  /**
   * Returns from which probability each label is reported in a result that rests on these
   * modalities, if the model has thresholds for them; else its top label is reported.
   */
  public java.util.Optional<dev.emotion4j.evaluation.Thresholds> thresholds(Set<Modality> used) {
    return model.calibration().thresholds(used);
  }

  /** Returns the modalities that it takes. */
  public List<Modality> modalities() {
    return List.copyOf(policy.modalities());
  }

  /** Returns what the recognizer is made of. */
  public EmotionModel model() {
    return model;
  }

  /** Returns model, backend and device, as in every result. */
  public Provenance provenance() {
    return new Provenance(model.name(), backend.name(), runner.device().name());
  }

  /** Starts describing a fine-tuning of this recognizer's model; the recognizer stays as it is. */
  public FineTuning fineTune() {
    return new FineTuning(model, backend, options, policy);
  }

  /**
   * Writes a model directory, loads it again and compares logits: a saved model is whole.
   *
   * @throws IOException if writing fails; nothing half-written is left under the name
   */
  public void save(Path directory) throws IOException {
    ModelDirectory.save(model, directory, backend);
  }

  /**
   * Writes the whole model for samples of all its modalities, head included and adapters merged, as
   * one ONNX file: the encoders' inputs to {@code logits}. Any ONNX runtime reads it; tokenizing
   * and calibration are not part of it.
   *
   * @throws IOException if writing fails
   */
  public void exportOnnx(Path file) throws IOException {
    dev.emotion4j.assembly.ModelDirectory.exportOnnx(model, file);
  }

  /** Returns the weights, for inspection; shared, never copied. */
  public Weights weights() {
    return model.weights();
  }

  /**
   * Admits no further call, waits for those under way, then frees the networks and the model's
   * encoders; closing twice is fine.
   */
  @Override
  public void close() {
    gate.close(this::free);
  }

  private void free() {
    try {
      runner.close();
    } finally {
      model.closeEncoders();
    }
  }
}
