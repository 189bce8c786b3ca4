package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.assembly.TrainingOptions;
import dev.emotion4j.encoder.VoiceAugmentation;
import dev.emotion4j.encoder.VoiceConfig;
import dev.emotion4j.encoder.VoiceEncoder;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.Training;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import dev.emotion4j.tuning.Schedule;
import dev.emotion4j.tuning.TrainingData;
import dev.emotion4j.tuning.TrainingLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Trains a voice network from scratch on few speakers: its log-mel augmented anew each time, voices
 * mixed, balanced classes, smoothed labels, a fixed number of epochs, and the mean of the weights
 * of the last ones (Izmailov et al., 2018) as the result. Remembers prepared clips.
 */
final class VoiceTraining {
  private static final int AVERAGED_SHARE = 3; // of the epochs, the last
  private static final int BATCH = 32;
  private static final double RATE = 2e-3;
  private static final double DECAY = 0.05;
  private static final double DROPOUT = 0.3;
  private static final double SMOOTHING = 0.1;
  private static final double MIXED = 0.3;

  private final LabelSet labels;
  private final int epochs;
  private final Remembering remembering =
      Remembering.of(VoiceEncoder.untrained(VoiceConfig.DEFAULT, 0));
  private final Map<EmoDbData.Utterance, AudioClip> clips = new IdentityHashMap<>();

  /** What a training gives. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Result(EmotionModel model, double[][] logits) {}

  VoiceTraining(LabelSet labels, int epochs) {
    this.labels = labels;
    this.epochs = epochs;
  }

  LabelSet labels() {
    return labels;
  }

  /** Trains on some clips and runs the result on others, which may be none. */
  Result run(List<EmoDbData.Utterance> known, List<EmoDbData.Utterance> test, long seed) {
    VoiceEncoder encoder =
        VoiceEncoder.untrained(VoiceConfig.DEFAULT, seed)
            .fitted(remembering.prepare(known.stream().map(this::clip).toList()));
    EmotionModel start =
        model(remembering.with(encoder.withDropout(DROPOUT)), Weights.initialized(seed));
    CrossEntropy loss = CrossEntropy.soft(labels.size()).smoothing(SMOOTHING);
    TrainingOptions options =
        TrainingOptions.NONE.classBalanced(true).augment(Modality.VOICE, VoiceAugmentation.DEFAULT);
    PreparedData train = PreparedData.of(start, examples(known), loss, options);
    PreparedData held =
        PreparedData.of(start, examples(test.isEmpty() ? known.subList(0, 1) : test), loss);
    try (Trainer trainer = training().start(plan(start, train, held, seed))) {
      train(trainer, new MixedRows(train, MIXED), seed);
      double[][] logits = test.isEmpty() ? new double[0][] : held.logits(trainer);
      Weights trained = start.trained().with(trainer.parameters());
      return new Result(model(encoder, trained), logits);
    }
  }

  private EmotionModel model(ModalityEncoder encoder, Weights trained) {
    return new EmotionModel(
        "voice",
        labels,
        List.of(encoder),
        Fusion.concat(),
        List.of(),
        trained,
        DROPOUT,
        Calibration.NONE,
        Map.of());
  }

  private AudioClip clip(EmoDbData.Utterance utterance) {
    return clips.computeIfAbsent(utterance, EmoDbData.Utterance::clip);
  }

  private List<Example> examples(List<EmoDbData.Utterance> utterances) {
    return utterances.stream().map(u -> Example.of(Sample.of(clip(u)), u.label())).toList();
  }

  private static TrainingPlan plan(
      EmotionModel start, PreparedData train, PreparedData held, long seed) {
    Set<Graph> graphs = new LinkedHashSet<>(train.graphs());
    graphs.addAll(held.forwardGraphs());
    AdamW rule = AdamW.of(RATE).weightDecay(DECAY);
    return TrainingPlan.of(start.weights(), rule, List.copyOf(graphs))
        .trainable(VoiceEncoder::trainable)
        .decays(parameter -> parameter.shape().size() > 1)
        .clipNorm(OptionalDouble.of(1))
        .seed(seed);
  }

  /** A fixed number of epochs; then the trainer holds the mean of the last ones' weights. */
  private void train(Trainer trainer, TrainingData data, long seed) {
    List<Map<String, Tensor>> last = new ArrayList<>();
    int[] epoch = {0};
    new TrainingLoop(epochs, BATCH, RATE, Schedule.linear(0.1), EarlyStopping.NEVER, seed)
        .run(
            trainer,
            data,
            t -> {
              if (++epoch[0] > epochs - epochs / AVERAGED_SHARE) {
                last.add(t.parameters());
              }
              return Map.of(); // nothing is validated
            },
            ProgressListener.NONE);
    trainer.restore(MeanWeights.of(last));
  }

  private static Training training() {
    return Providers.all(Backend.class, Backend::name).stream()
        .flatMap(backend -> backend.training().stream())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no backend that trains; add emotion-backend-djl"));
  }
}
