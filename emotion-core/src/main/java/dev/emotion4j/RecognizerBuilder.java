package dev.emotion4j;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LatePool;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.ModelProvider;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.math.Weights;
import dev.emotion4j.responsible.AuditEvent;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a recognizer: from a ready model ({@link #builtIn}, {@link #load}, {@link #model}), or
 * from encoders, a fusion strategy and a label set, whose head then waits to be tuned. Not
 * thread-safe.
 */
public final class RecognizerBuilder {
  private static final long HEAD_SEED = 42;

  private @Nullable EmotionModel model;
  private final List<ModalityEncoder> encoders = new ArrayList<>();
  private @Nullable FusionStrategy fusion;
  private Optional<LabelSet> labels = Optional.empty();
  private boolean owned;
  private boolean built;
  private Optional<String> backend = Optional.empty();
  private ExecutionOptions options = ExecutionOptions.DEFAULT;
  private LengthBatches batches = LengthBatches.DEFAULT;
  private double abstainBelow;
  private UseContext context = UseContext.UNSTATED;
  private Consumer<AuditEvent> audit = event -> {};
  private Set<Modality> only = Set.of();
  private @Nullable UnaryOperator<FaceEncoder> detector;

  RecognizerBuilder() {}

  /** Takes the model of {@code dev.emotion4j:emotion-builtin}. */
  public RecognizerBuilder builtIn() {
    unchosen();
    model =
        Providers.named(
                ModelProvider.class,
                ModelProvider::name,
                "builtin",
                "Add dev.emotion4j:emotion-builtin to the class path")
            .open();
    owned = true;
    return this;
  }

  /** Takes a model directory. */
  public RecognizerBuilder load(Path directory) throws IOException {
    unchosen();
    model = ModelDirectory.load(directory);
    owned = true;
    return this;
  }

  /** Takes a ready model; closing the recognizer closes its encoders. */
  public RecognizerBuilder model(EmotionModel ready) {
    unchosen();
    model = ready;
    return this;
  }

  /**
   * Lets a model directory of one more modality join the pool of ready models that was chosen
   * before ({@link #builtIn}, or a saved pool): a wearable's model, for example.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if no model was chosen before, it is no pool, or it has that
   *     modality already
   */
  public RecognizerBuilder branch(Path directory) throws IOException {
    EmotionModel pool = model;
    if (pool == null) {
      throw new IllegalArgumentException(
          "branch('" + directory + "') before a model; call builtIn() or load(pool) first");
    }
    EmotionModel one = ModelDirectory.load(directory);
    try {
      model = LatePool.with(pool, one);
    } catch (RuntimeException | Error e) {
      one.closeEncoders();
      throw e;
    }
    return this;
  }

  private void unchosen() {
    if (model != null) {
      throw new IllegalArgumentException(
          "a second model; the first is '" + model.name() + "'. Expected one per builder");
    }
  }

  /** Adds the encoder of one modality. */
  public RecognizerBuilder encoder(ModalityEncoder encoder) {
    encoders.add(encoder);
    return this;
  }

  /** Adds the encoder of text. */
  public RecognizerBuilder text(ModalityEncoder encoder) {
    return encoder(encoder);
  }

  /** Chooses how features are fused; without a choice they are concatenated. */
  public RecognizerBuilder fusion(FusionStrategy strategy) {
    fusion = strategy;
    return this;
  }

  /** Chooses what a model of encoders tells apart; {@link LabelSet#EKMAN} without a choice. */
  public RecognizerBuilder labels(LabelSet set) {
    labels = Optional.of(set);
    return this;
  }

  /** Chooses the backend by name; needed only if there are several on the class path. */
  public RecognizerBuilder backend(String name) {
    backend = Optional.of(name);
    return this;
  }

  /** Chooses the device; without a choice a GPU if it is usable, else the CPU. */
  public RecognizerBuilder device(String name) {
    options = options.device(new Device(name));
    return this;
  }

  /** Chooses the threads within one operation, 1 without a choice: callers give the parallelism. */
  public RecognizerBuilder threads(int count) {
    options = options.threads(count);
    return this;
  }

  /** Chooses how {@code recognizeAll} groups samples. */
  public RecognizerBuilder batches(LengthBatches plan) {
    batches = plan;
    return this;
  }

  /** Abstains where the top probability is below this, from 0 (never, the default) to 1. */
  public RecognizerBuilder abstainBelow(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "abstain below " + probability + "; expected a probability from 0 to 1");
    }
    abstainBelow = probability;
    return this;
  }

  /**
   * Finds faces in pictures with a detector, instead of taking the whole picture as the face.
   *
   * @param name of the detector: {@code yunet}, {@code ultraface}, or a third party's
   * @param file its network; closed with the recognizer
   * @throws IllegalArgumentException at {@link #build} if the model has no face encoder that takes
   *     one
   */
  public RecognizerBuilder faceDetector(String name, Path file) {
    detector = encoder -> encoder.withDetector(name, file);
    return this;
  }

  /** Finds faces with a ready detector, which stays the caller's to close, after the recognizer. */
  public RecognizerBuilder faceDetector(FaceDetector ready) {
    detector = encoder -> encoder.withDetector(ready);
    return this;
  }

  // The encoder that is replaced holds nothing but memory, which the new one shares.
  private EmotionModel withDetector(EmotionModel whole) {
    UnaryOperator<FaceEncoder> chosen = detector;
    if (chosen == null) {
      return whole;
    }
    if (whole.encoders().stream().noneMatch(FaceEncoder.class::isInstance)) {
      throw new IllegalArgumentException(
          "a face detector for the model '"
              + whole.name()
              + "', which has no face encoder that takes one; it takes "
              + whole.modalities());
    }
    return whole.withEncoders(
        whole.encoders().stream()
            .map(e -> e instanceof FaceEncoder face ? chosen.apply(face) : e)
            .toList());
  }

  /**
   * States what the recognizer is used for; {@link UseContext#UNSTATED} without a choice. A
   * recognizer of face, voice or body refuses work and education without a stated basis.
   */
  public RecognizerBuilder useContext(UseContext chosen) {
    context = chosen;
    return this;
  }

  /**
   * Is told of every recognition, without media, in the calling thread and before the caller gets
   * the result: if it throws, the call fails, so that nothing goes unrecorded. Nobody is told
   * without a choice.
   */
  public RecognizerBuilder audit(Consumer<AuditEvent> listener) {
    audit = listener;
    return this;
  }

  /**
   * Takes only these of the model's modalities; signals of others are ignored, and the result's
   * notes say so. All without a choice.
   */
  public RecognizerBuilder only(Modality... modalities) {
    only = Set.of(modalities);
    return this;
  }

  /**
   * Builds the recognizer and prepares its networks.
   *
   * @throws IllegalArgumentException if both a ready model and encoders were given, or neither, if
   *     no backend or several fit, or if the use context forbids the modalities
   * @throws IllegalStateException if it was called before: two recognizers would close one model
   */
  public EmotionRecognizer build() {
    if (built) {
      throw new IllegalStateException(
          "this builder has built already; take a new EmotionRecognizer.builder()");
    }
    EmotionModel given = assembled();
    EmotionModel whole = withDetector(given);
    built = true;
    try {
      Policy policy = Policy.of(whole.modalities(), only, context, audit, abstainBelow);
      return new EmotionRecognizer(whole, Backends.choose(backend), options, batches, policy);
    } catch (RuntimeException | Error e) {
      built = owned;
      close(whole, given, e);
      throw e;
    }
  }

  // Of a model that was opened here all encoders, because nobody else could; else those with a
  // detector, which were made here. What fails then must not hide why nothing was built.
  private void close(EmotionModel whole, EmotionModel given, Throwable failure) {
    for (ModalityEncoder encoder : whole.encoders()) {
      if (owned || !given.encoders().contains(encoder)) {
        try {
          encoder.close();
        } catch (RuntimeException e) {
          failure.addSuppressed(e);
        }
      }
    }
  }

  private EmotionModel assembled() {
    if (model != null) {
      if (!encoders.isEmpty() || fusion != null) {
        throw new IllegalArgumentException(
            "both a ready model and encoders or fusion were given; expected one of them");
      }
      if (labels.isPresent()) {
        throw new IllegalArgumentException(
            "the model '"
                + model.name()
                + "' has its own labels "
                + model.labels().names()
                + "; leave labels(set) out, and learn others by fineTune().labels(set)");
      }
      return model;
    }
    if (encoders.isEmpty()) {
      throw new IllegalArgumentException(
          "no model: call builtIn(), load(directory), or text(encoder) and labels(set)");
    }
    FusionStrategy strategy =
        fusion != null
            ? fusion
            : Providers.named(
                    FusionProvider.class,
                    FusionProvider::name,
                    "concat",
                    "Add dev.emotion4j:emotion-fusion to the class path")
                .create(Map.of());
    return new EmotionModel(
        "untuned",
        labels.orElse(LabelSet.EKMAN),
        encoders,
        strategy,
        List.of(),
        Weights.initialized(HEAD_SEED),
        0.1,
        Calibration.NONE,
        Map.of("state", "the head is not tuned yet"));
  }
}
