package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.Recognition;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.Calibration.Activation;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LatePool;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.examples.data.FeatureRows;
import dev.emotion4j.examples.data.FeatureRows.Row;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the fusion experiments train and measure: one recipe for every set, fold and strategy, fixed
 * beforehand, the number of epochs with it: on a few validation actors the best epoch is mostly
 * chance. Rows of the test part decide nothing. All others train; the temperatures that a pool
 * weighs its members by are fitted on predictions for groups that the models which made them had
 * not seen (cross-fitting, as scikit-learn's {@code CalibratedClassifierCV}), so nobody has to be
 * kept from training for them.
 */
final class FusionStudy {
  /** The pool of the single models as they are. */
  static final String LATE = "late";

  /** The same with its heads and weights tuned together. */
  static final String TUNED = "late-tuned";

  private static final int HIDDEN = 64;
  private static final int WIDTH = 64;
  private static final int EPOCHS = 30;
  private static final int BATCH = 64;
  private static final double RATE = 2e-3;
  private static final double DECAY = 0.05;
  private static final double DROPOUT = 0.4;
  private static final double HIDDEN_MODALITIES = 0.2;
  private static final double NOISE = 1;
  private static final int PARTS = 5; // of the training groups, for temperatures

  private FusionStudy() {}

  /** Who is trained on and who is measured. */
  record Fold(List<Row> training, List<Row> test) {}

  /** Returns the set's own split for 0 folds, else so many parts of whole groups. */
  static List<Fold> folds(FeatureRows set, int count) {
    return count == 0 ? List.of(fold(set.rows(), Row::held)) : parts(set.rows(), count);
  }

  private static List<Fold> parts(List<Row> rows, int count) {
    List<String> groups = List.copyOf(new TreeSet<>(rows.stream().map(Row::group).toList()));
    return IntStream.range(0, count)
        .mapToObj(part -> fold(rows, row -> groups.indexOf(row.group()) % count == part))
        .toList();
  }

  private static Fold fold(List<Row> rows, Predicate<Row> held) {
    Map<Boolean, List<Row>> sides = rows.stream().collect(Collectors.partitioningBy(held));
    return new Fold(
        Objects.requireNonNull(sides.get(false)), Objects.requireNonNull(sides.get(true)));
  }

  private static FusionStrategy strategy(String name) {
    return switch (name) {
      case "concat" -> Fusion.concat();
      case "gated" -> Fusion.gated(WIDTH);
      case "attention" -> Fusion.attention(WIDTH, 4);
      case "cross-attention" -> Fusion.crossAttention(WIDTH, 4, 1);
      case "low-rank" -> Fusion.lowRank(32, 4);
      default ->
          throw new IllegalArgumentException(
              "strategy '"
                  + name
                  + "'; expected concat, gated, attention, cross-attention, low-rank, late or"
                  + " late-tuned");
    };
  }

  /** Returns an encoder of a modality, standardised as a fold's training rows are. */
  static FeatureEncoder encoder(Modality modality, Fold fold, long seed) {
    List<float[]> rows = fold.training().stream().map(r -> r.part(modality).values()).toList();
    return FeatureEncoder.fitted(modality, rows).hidden(HIDDEN).seed(seed);
  }

  /** Trains a model of some modalities. */
  static EmotionModel trained(
      FeatureRows set, Fold fold, List<Modality> some, FusionStrategy strategy, long seed) {
    RecognizerBuilder builder =
        EmotionRecognizer.builder().labels(set.labels()).fusion(strategy).backend("onnx");
    List<FeatureEncoder> encoders = some.stream().map(m -> encoder(m, fold, seed)).toList();
    encoders.forEach(builder::encoder);
    try (EmotionRecognizer recognizer = builder.build()) {
      return fitted(recognizer.fineTune().full(), RATE, fold, some, seed);
    }
  }

  // The heads and the weights of a pool, its encoders staying as each modality alone made them.
  private static EmotionModel tuned(EmotionModel pool, Fold fold, long seed) {
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(pool).backend("onnx").build()) {
      return fitted(recognizer.fineTune().headOnly(), RATE / 4, fold, pool.modalities(), seed);
    }
  }

  private static EmotionModel fitted(
      FineTuning tuning, double rate, Fold fold, List<Modality> some, long seed) {
    for (Modality modality : some) {
      tuning.augment(modality, encoder(modality, fold, seed).noise(NOISE));
    }
    return tuning
        .learningRate(rate)
        .weightDecay(DECAY)
        .epochs(EPOCHS)
        .batchSize(BATCH)
        .dropout(DROPOUT)
        .classBalanced(true)
        .modalityDropout(some.size() > 1 ? HIDDEN_MODALITIES : 0)
        .earlyStopping(EarlyStopping.NEVER)
        .seed(seed)
        .fit(examples(fold.training(), some), examples(fold.training(), some))
        .model()
        .with(Calibration.NONE); // what fit() found on rows that it knew says nothing
  }

  private static List<Example> examples(List<Row> rows, List<Modality> some) {
    return rows.stream().map(row -> Example.of(row.sample(some), row.label())).toList();
  }

  /** Trains a model of each modality for itself, calibrated. */
  static Map<Modality, EmotionModel> singles(FeatureRows set, Fold fold, long seed) {
    Map<Modality, EmotionModel> singles = new LinkedHashMap<>();
    for (Modality modality : set.modalities()) {
      TemperatureScaling temperature = temperature(set, fold, modality, seed);
      singles.put(
          modality,
          single(set, fold, modality, seed)
              .with(new Calibration(Activation.SOFTMAX, temperature, Optional.empty())));
    }
    return singles;
  }

  private static EmotionModel single(FeatureRows set, Fold fold, Modality modality, long seed) {
    return trained(set, fold, List.of(modality), Fusion.concat(), seed);
  }

  private static TemperatureScaling temperature(
      FeatureRows set, Fold fold, Modality modality, long seed) {
    List<Row> rows = new ArrayList<>();
    List<double[]> logits = new ArrayList<>();
    for (Fold part : parts(fold.training(), PARTS)) {
      rows.addAll(part.test());
      List<Sample> samples = samples(part.test(), List.of(modality));
      for (Recognition found : recognized(single(set, part, modality, seed), samples)) {
        logits.add(logits(found, set.labels()));
      }
    }
    return TemperatureScaling.fit(truth(set, rows), logits.toArray(double[][]::new));
  }

  // Up to the constant that a softmax does not see.
  private static double[] logits(Recognition found, LabelSet labels) {
    return labels.names().stream()
        .mapToDouble(name -> found.distribution().getOrDefault(name, 0.0))
        .map(probability -> Math.log(Math.max(probability, Double.MIN_NORMAL)))
        .toArray();
  }

  /** Trains a model of all modalities, or joins the single ones, tuning the pool if asked to. */
  static EmotionModel fused(
      FeatureRows set, Fold fold, String name, Map<Modality, EmotionModel> singles, long seed) {
    if (name.startsWith(LATE)) {
      EmotionModel pool = LatePool.of(LATE, set.labels(), List.copyOf(singles.values()));
      return name.equals(TUNED) ? tuned(pool, fold, seed) : pool;
    }
    return trained(set, fold, set.modalities(), strategy(name), seed);
  }

  /** Returns the index of the top label per sample. */
  static int[] top(EmotionModel model, List<Sample> samples) {
    return recognized(model, samples).stream()
        .mapToInt(found -> model.labels().index(found.top()))
        .toArray();
  }

  private static List<Recognition> recognized(EmotionModel model, List<Sample> samples) {
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model.share()).backend("onnx").build()) {
      return recognizer.recognizeAll(samples);
    }
  }

  /** Returns samples of some modalities of the rows. */
  static List<Sample> samples(List<Row> rows, List<Modality> some) {
    return rows.stream().map(row -> row.sample(some)).toList();
  }

  static int[] truth(FeatureRows set, List<Row> rows) {
    return rows.stream().mapToInt(row -> set.labels().index(row.label())).toArray();
  }

  static FeatureRows read(String set, java.nio.file.Path data) throws java.io.IOException {
    return switch (set) {
      case "ravdess" ->
          FeatureRows.ravdess(data.resolve("audiovisual").resolve("ravdess_au_mfcc.csv"));
      case "crema-d" ->
          FeatureRows.cremaD(data.resolve("audiovisual").resolve("crema_d_votes.csv"));
      case "mosi" -> FeatureRows.mosi(data.resolve("text").resolve("mosi"));
      default ->
          throw new IllegalArgumentException(
              "set '" + set + "'; expected ravdess, crema-d or mosi");
    };
  }
}
