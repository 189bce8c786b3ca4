package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.Recognition;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LatePool;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.examples.data.FeatureRows;
import dev.emotion4j.examples.data.FeatureRows.Row;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How the fusion experiments train and measure: one recipe for every set, fold and strategy, fixed
 * beforehand, the number of epochs with it: on a few validation actors the best epoch is mostly
 * chance. Rows of the test part decide nothing: standardisation is fitted on training rows, the
 * temperatures on validation groups taken from the training part.
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
  private static final int VALIDATION = 6; // every so-many-th group of the training part

  private FusionStudy() {}

  /** Who is trained on, who calibrates, who is measured. */
  record Fold(List<Row> training, List<Row> validation, List<Row> test) {}

  /** Returns the set's own split for 0 folds, else so many parts of whole groups. */
  static List<Fold> folds(FeatureRows set, int count) {
    List<String> groups = List.copyOf(new TreeSet<>(set.rows().stream().map(Row::group).toList()));
    List<Fold> folds = new ArrayList<>();
    for (int fold = 0; fold < Math.max(1, count); fold++) {
      List<Row> rest = new ArrayList<>();
      List<Row> test = new ArrayList<>();
      for (Row row : set.rows()) {
        boolean held = count == 0 ? row.held() : groups.indexOf(row.group()) % count == fold;
        (held ? test : rest).add(row);
      }
      List<String> others = List.copyOf(new TreeSet<>(rest.stream().map(Row::group).toList()));
      List<Row> training = new ArrayList<>();
      List<Row> validation = new ArrayList<>();
      for (Row row : rest) {
        (others.indexOf(row.group()) % VALIDATION == 1 ? validation : training).add(row);
      }
      folds.add(new Fold(training, validation, test));
    }
    return folds;
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
        .fit(examples(fold.training(), some), examples(fold.validation(), some))
        .model();
  }

  private static List<Example> examples(List<Row> rows, List<Modality> some) {
    return rows.stream().map(row -> Example.of(row.sample(some), row.label())).toList();
  }

  /** Trains a model of each modality for itself. */
  static Map<Modality, EmotionModel> singles(FeatureRows set, Fold fold, long seed) {
    Map<Modality, EmotionModel> singles = new LinkedHashMap<>();
    for (Modality modality : set.modalities()) {
      singles.put(modality, trained(set, fold, List.of(modality), Fusion.concat(), seed));
    }
    return singles;
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
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(model.share()).backend("onnx").build()) {
      List<Recognition> all = recognizer.recognizeAll(samples);
      return all.stream().mapToInt(r -> model.labels().index(r.top())).toArray();
    }
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
