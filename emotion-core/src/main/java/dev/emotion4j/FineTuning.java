package dev.emotion4j;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.assembly.Scoring;
import dev.emotion4j.assembly.TrainingOptions;
import dev.emotion4j.assembly.TuningModel;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.Training;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import dev.emotion4j.tuning.Schedule;
import dev.emotion4j.tuning.TrainingLoop;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Describes and runs a fine-tuning inside the JVM. Defaults: full fine-tuning of the base, AdamW
 * with learning rate 2e-5 and weight decay .01 (adapters and head-only: 1e-3), 5 epochs, batch size
 * 16, dropout .1, linear warm-up over 6 % of the steps and linear decay, gradients clipped to norm
 * 1, early stopping on accuracy (label sets: macro F1) with patience 2, seed 42. Not thread-safe;
 * the base model is never changed.
 *
 * <p>One label per example is learned by cross-entropy; label sets by cross-entropy against a
 * distribution spread evenly over the set, with per-label thresholds chosen on the validation set.
 */
public final class FineTuning {
  private final EmotionModel base;
  private final Backend serving;
  private final ExecutionOptions options;
  private final Policy policy;
  private Optional<LabelSet> labels = Optional.empty();
  private List<Adapter> adapters = List.of();
  private Predicate<Parameter> trainable = parameter -> true;
  private AdamW optimizer = AdamW.of(2e-5);
  private boolean rateChosen;
  private int epochs = 5;
  private int batchSize = 16;
  private double dropout = 0.1;
  private Schedule schedule = Schedule.linear(0.06);
  private OptionalDouble clipNorm = OptionalDouble.of(1);
  private Optional<EarlyStopping> stopping = Optional.empty();
  private long seed = 42;
  private ProgressListener listener = ProgressListener.NONE;
  private Optional<String> trainingBackend = Optional.empty();
  private Optional<Objective> objective = Optional.empty();
  private TrainingOptions preparation = TrainingOptions.NONE;
  private Optional<FusionStrategy> fusion = Optional.empty();
  private String name = "tuned";

  FineTuning(EmotionModel base, Backend serving, ExecutionOptions options, Policy policy) {
    this.base = base;
    this.serving = serving;
    this.options = options;
    this.policy = policy;
  }

  /** Learns an own label set; without it the base's labels stay. A new set gets a new head. */
  public FineTuning labels(LabelSet set) {
    labels = Optional.of(set);
    return this;
  }

  /** Trains adapters, fusion and head; the encoders stay as they are, bit for bit. */
  public FineTuning adapter(Adapter... methods) {
    if (methods.length == 0) {
      throw new IllegalArgumentException("no adapter given; expected one, or call headOnly()");
    }
    adapters = List.of(methods);
    trainable = p -> p.owner() == Parameter.Owner.ADAPTER || TuningModel.isHead(p);
    return defaultRate(1e-3);
  }

  /** Trains every parameter. */
  public FineTuning full() {
    adapters = List.of();
    trainable = p -> true;
    return defaultRate(2e-5);
  }

  /** Trains fusion and head only (a linear probe). */
  public FineTuning headOnly() {
    adapters = List.of();
    trainable = TuningModel::isHead;
    return defaultRate(1e-3);
  }

  /** Trains the parameters that the predicate names, by path. */
  public FineTuning trainable(Predicate<Parameter> predicate) {
    trainable = predicate;
    return this;
  }

  private FineTuning defaultRate(double rate) {
    if (!rateChosen) {
      optimizer =
          new AdamW(
              rate,
              optimizer.beta1(),
              optimizer.beta2(),
              optimizer.epsilon(),
              optimizer.weightDecay());
    }
    return this;
  }

  /** Chooses the optimizer with all its settings. */
  public FineTuning optimizer(AdamW adamW) {
    optimizer = adamW;
    rateChosen = true;
    return this;
  }

  /** Chooses the learning rate. */
  public FineTuning learningRate(double rate) {
    rateChosen = false;
    defaultRate(rate);
    rateChosen = true;
    return this;
  }

  /** Chooses the decoupled weight decay. */
  public FineTuning weightDecay(double decay) {
    optimizer = optimizer.weightDecay(decay);
    return this;
  }

  /** Chooses the most epochs. */
  public FineTuning epochs(int count) {
    epochs = atLeastOne("epochs", count);
    return this;
  }

  private static int atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + "; expected 1 or more");
    }
    return value;
  }

  /** Chooses the rows per step. */
  public FineTuning batchSize(int rows) {
    batchSize = atLeastOne("batch size", rows);
    return this;
  }

  /** Chooses the rate at which activations are dropped in training, in encoders and head. */
  public FineTuning dropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout " + rate + "; expected 0 to below 1");
    }
    dropout = rate;
    return this;
  }

  /** Chooses how the learning rate moves. */
  public FineTuning schedule(Schedule chosen) {
    schedule = chosen;
    return this;
  }

  /** Chooses the norm that gradients are clipped to. */
  public FineTuning clipNorm(double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("clip norm " + norm + "; expected above 0");
    }
    clipNorm = OptionalDouble.of(norm);
    return this;
  }

  /** Chooses what is watched, and when to end early. */
  public FineTuning earlyStopping(EarlyStopping rule) {
    stopping = Optional.of(rule);
    return this;
  }

  /** Chooses the seed of shuffling, initialisation and dropout. */
  public FineTuning seed(long value) {
    seed = value;
    return this;
  }

  /** Hears of the progress. */
  public FineTuning listener(ProgressListener progress) {
    listener = progress;
    return this;
  }

  /** Chooses the training backend by name; needed only if several can train. */
  public FineTuning trainingBackend(String backend) {
    trainingBackend = Optional.of(backend);
    return this;
  }

  /**
   * Chooses what is made small; it gets {@code logits} and {@code targets [batch, labels]}, each
   * row spread evenly over the example's labels (it adds up to 1). Results are calibrated by
   * softmax.
   */
  public FineTuning objective(Objective chosen) {
    objective = Optional.of(chosen);
    return this;
  }

  /**
   * Changes the training rows of a modality a little each time they are used; several augmentations
   * follow each other. Validation and test rows stay as they are. At hand are {@link
   * dev.emotion4j.encoder.FaceAugmentation}, {@link dev.emotion4j.encoder.FaceFraming}, {@link
   * dev.emotion4j.encoder.FaceDegradation}, {@link dev.emotion4j.encoder.VoiceAugmentation} and
   * {@link dev.emotion4j.encoder.BodyAugmentation}.
   */
  public FineTuning augment(Modality modality, Augmentation augmentation) {
    preparation = preparation.augment(modality, augmentation);
    return this;
  }

  /** Gives every class the same say in the loss, however rare it is; off by default. */
  public FineTuning classBalanced(boolean balanced) {
    preparation = preparation.classBalanced(balanced);
    return this;
  }

  /**
   * Hides each modality of a training row from fusion with this probability, so that the model
   * learns to do without; one always stays. 0 by default.
   */
  public FineTuning modalityDropout(double rate) {
    preparation = preparation.modalityDropout(rate);
    return this;
  }

  /**
   * Chooses another fusion strategy than the base's; it and the head are learned anew, and
   * modalities that the training data lack are left out of the tuned model. Late fusion of ready
   * models has the labels of its pool: to learn other labels, choose another strategy.
   */
  public FineTuning fusion(FusionStrategy strategy) {
    fusion = Optional.of(strategy);
    return this;
  }

  /** Names the tuned model. */
  public FineTuning name(String chosen) {
    name = chosen;
    return this;
  }

  /** Trains, measuring on the validation set only. */
  public Tuned fit(List<Example> training, List<Example> validation) {
    return fit(training, validation, List.of());
  }

  /**
   * Trains: validation after every epoch, reports on the test set at the end.
   *
   * @param test may be empty; then both reports are on the validation set
   * @throws IllegalArgumentException if a label is unknown, a set is empty, or no backend trains
   */
  public Tuned fit(List<Example> training, List<Example> validation, List<Example> test) {
    if (training.isEmpty() || validation.isEmpty()) {
      throw new IllegalArgumentException(
          training.size()
              + " training and "
              + validation.size()
              + " validation examples; expected at least one of each");
    }
    Training able = Backends.training(trainingBackend);
    Set<Modality> used = new LinkedHashSet<>();
    training.forEach(example -> used.addAll(example.sample().modalities()));
    EmotionModel start =
        TuningModel.of(
            base, name, labels.orElse(base.labels()), fusion, used, adapters, dropout, seed);
    try {
      return fit(start, able, training, validation, test);
    } catch (RuntimeException | Error e) {
      start.closeEncoders();
      throw e;
    }
  }

  private Tuned fit(
      EmotionModel start,
      Training able,
      List<Example> training,
      List<Example> validation,
      List<Example> test) {
    Objective loss = objective.orElseGet(() -> CrossEntropy.soft(start.labels().size()));
    PreparedSets sets =
        PreparedSets.of(start, training, validation, test, loss, preparation, listener);
    PreparedData train = sets.train();
    PreparedData valid = sets.valid();
    PreparedData held = sets.held();
    boolean onTest = !test.isEmpty();
    boolean multiLabel = sets.isMultiLabel();
    Scoring scoring = new Scoring(start.labels(), multiLabel);
    TrainingPlan plan = plan(start, sets.graphs());
    TrainingLoop loop =
        new TrainingLoop(
            epochs,
            batchSize,
            optimizer.learningRate(),
            schedule,
            stopping.orElse(EarlyStopping.on(multiLabel ? Metric.MACRO_F1 : Metric.ACCURACY)),
            seed);
    // Before hours of training, not after: what is wrong with serving shows at once.
    Before before =
        Before.of(base, serving, options, onTest ? test : validation, scoring, train, held);
    try (Trainer trainer = able.start(plan)) {
      List<EpochReport> reports =
          loop.run(trainer, train, t -> scoring.metrics(valid, valid.logits(t)), listener);
      Calibration calibration = scoring.calibrate(valid, valid.logits(trainer));
      ClassificationReport after = scoring.report(held, held.logits(trainer), calibration);
      EmotionModel tuned =
          TuningModel.finished(
              start.with(start.trained().with(trainer.parameters())).with(calibration));
      return new Tuned(
          tuned,
          reports,
          size(plan, trainable),
          size(plan, p -> true),
          onTest ? "test" : "validation",
          before.name(),
          before.report(),
          after,
          () ->
              EmotionRecognizer.owning(
                  tuned.share(), serving, options, LengthBatches.DEFAULT, policy));
    }
  }

  private TrainingPlan plan(EmotionModel start, Set<Graph> graphs) {
    return TrainingPlan.of(starting(start, graphs), optimizer, List.copyOf(graphs))
        .trainable(trainable)
        .clipNorm(clipNorm)
        .seed(seed)
        .options(options);
  }

  // Values that an adapter computes from the frozen weights, where none are there yet.
  private Weights starting(EmotionModel start, Set<Graph> graphs) {
    List<Parameter> parameters =
        graphs.stream().flatMap(graph -> graph.parameters().stream()).toList();
    Weights weights = start.weights().orInitialized(seed);
    for (Adapter adapter : start.adapters()) {
      Map<String, Tensor> values = new LinkedHashMap<>(adapter.startingValues(parameters, weights));
      values.keySet().removeAll(weights.paths());
      weights = weights.with(values);
    }
    return weights;
  }

  private static long size(TrainingPlan plan, Predicate<Parameter> which) {
    return plan.parameters().stream().filter(which).mapToLong(Parameter::size).sum();
  }
}
