package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.Tuned;
import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.body.BodyFeatures;
import dev.emotion4j.encoder.BodyAugmentation;
import dev.emotion4j.encoder.BodyEncoder;
import dev.emotion4j.encoder.BodyOptions;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Body signals at a wrist, leave one wearer out: for each wearer of a WESAD table a network is
 * trained on all others, and all predictions together give the unweighted recall. One window is one
 * sample; no context, no ensemble. Hyper-parameters and columns are the same for every wearer; they
 * were chosen once, by looking at this very measurement, which makes it a little optimistic.
 * Nothing is standardised by the held-out wearer's windows; the table's own {@code z_} columns are
 * relative to the wearer's baseline, which is what they assume to be known.
 *
 * <pre>{@code
 * Wesad --data FILE [--classes 3|2] [--columns table|shared] [--seeds 3] [--output MODEL]
 * }</pre>
 *
 * Three classes: baseline (as neutral), stress, amusement (as joy, the word that a pool of models
 * knows). Two: stress against both others ("none"). Meditation is left out, as in the published
 * protocol (Schmidt et al., 2018). With {@code --columns shared} only the columns count that the
 * library measures itself by the same definition; a model of these, saved with {@code --output},
 * takes recordings. It is trained on all wearers, and its temperature is fitted on the first seed's
 * predictions for held-out ones.
 */
public final class Wesad {
  private static final int HIDDEN = 128;
  private static final int WIDTH = 64;
  private static final int EPOCHS = 40;
  private static final int BATCH = 64;
  private static final double RATE = 3e-3;
  private static final double DECAY = 0.1;
  private static final double DROPOUT = 0.5;
  private static final double SMOOTHING = 0.1;
  private static final double NOISE = 0.5;
  private static final double SENSOR_DROPOUT = 0.05;

  /**
   * All columns but the absolute temperature, which tells wearers and rooms apart, and the spreads
   * and spectra of intervals, which at a wrist are mostly artefacts.
   */
  private static final List<String> TABLE =
      Stream.concat(
              BodyFeatures.SHARED_WITH_WESAD.stream().filter(name -> !name.startsWith("raw_temp")),
              Stream.of(
                  "raw_hrv_pnn50",
                  "z_scr_peak_count",
                  "z_scr_amplitude_mean",
                  "z_scr_amplitude_max",
                  "z_scr_amplitude_std",
                  "z_scr_amplitude_sum",
                  "z_scr_rise_time_mean",
                  "z_scr_recovery_time_mean"))
          .toList();

  private final List<WesadTable.Window> windows;
  private final LabelSet labels;
  private final List<String> columns;

  private Wesad(List<WesadTable.Window> windows, LabelSet labels, List<String> columns) {
    this.windows = windows;
    this.labels = labels;
    this.columns = columns;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Optional<Path> data = Optional.empty();
    Optional<Path> output = Optional.empty();
    boolean shared = false;
    int classes = 3;
    int seeds = 3;
    boolean wrong = args.length % 2 != 0;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--data" -> data = Optional.of(Path.of(args[i + 1]));
        case "--output" -> output = Optional.of(Path.of(args[i + 1]));
        case "--columns" -> {
          shared = args[i + 1].equals("shared");
          wrong |= !shared && !args[i + 1].equals("table");
        }
        case "--classes" -> classes = Integer.parseInt(args[i + 1]);
        case "--seeds" -> seeds = Integer.parseInt(args[i + 1]);
        default -> wrong = true;
      }
    }
    if (wrong || data.isEmpty() || (classes != 2 && classes != 3) || seeds < 1) {
      System.err.println(
          "usage: Wesad --data FILE [--classes 3|2] [--columns table|shared] [--seeds N]"
              + " [--output MODEL]");
      System.exit(2);
      return;
    }
    Wesad experiment = of(WesadTable.read(data.get()), classes, shared);
    double[][] logits = experiment.measure(seeds);
    if (output.isPresent()) {
      experiment.save(logits, output.get());
    }
  }

  static Wesad of(List<WesadTable.Window> all, int classes, boolean shared) {
    List<WesadTable.Window> some =
        all.stream().filter(window -> !window.condition().equals("meditation")).toList();
    LabelSet labels =
        classes == 3
            ? LabelSet.of("neutral", "stress", "joy")
                .withAlias("baseline", "neutral")
                .withAlias("amusement", "joy")
            : LabelSet.of("none", "stress")
                .withAlias("baseline", "none")
                .withAlias("amusement", "none");
    return new Wesad(some, labels, shared ? BodyFeatures.SHARED_WITH_WESAD : TABLE);
  }

  private String label(WesadTable.Window window) {
    return labels.find(window.condition()).orElseThrow();
  }

  /** The labels of the windows that count, by index. */
  int[] truth() {
    return windows.stream().mapToInt(w -> labels.index(label(w))).toArray();
  }

  /** Prints the recall of every seed; returns the first seed's logits for held-out wearers. */
  double[][] measure(int seeds) {
    int[] truth = truth();
    double[][] first = new double[0][];
    double[] recalls = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      double[][] logits = heldOut(seed);
      int[] predicted = Metrics.top(logits);
      recalls[seed - 1] = Metrics.balancedAccuracy(labels.size(), truth, predicted);
      System.out.printf(
          Locale.ROOT,
          "seed %d: unweighted recall %.4f, of each class %s%n",
          seed,
          recalls[seed - 1],
          recalls(truth, predicted));
      first = seed == 1 ? logits : first;
    }
    double mean = Arrays.stream(recalls).average().orElseThrow();
    double squares = Arrays.stream(recalls).map(r -> (r - mean) * (r - mean)).sum();
    System.out.printf(
        Locale.ROOT,
        "%d classes, %d windows, %d wearers: unweighted recall %.4f, deviation over %d seeds %.4f%n",
        labels.size(),
        windows.size(),
        wearers().size(),
        mean,
        seeds,
        seeds < 2 ? 0 : Math.sqrt(squares / (seeds - 1)));
    return first;
  }

  private List<String> recalls(int[] truth, int[] predicted) {
    List<String> recalls = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      int all = 0;
      int right = 0;
      for (int i = 0; i < truth.length; i++) {
        all += truth[i] == label ? 1 : 0;
        right += truth[i] == label && predicted[i] == label ? 1 : 0;
      }
      recalls.add(String.format(Locale.ROOT, "%s %.3f", labels.name(label), right / (double) all));
    }
    return recalls;
  }

  private Set<String> wearers() {
    Set<String> wearers = new TreeSet<>();
    windows.forEach(window -> wearers.add(window.wearer()));
    return wearers;
  }

  private double[][] heldOut(int seed) {
    double[][] logits = new double[windows.size()][];
    for (String wearer : wearers()) {
      List<WesadTable.Window> others =
          windows.stream().filter(window -> !window.wearer().equals(wearer)).toList();
      try (Tuned tuned = train(others, seed);
          EmotionRecognizer recognizer = tuned.recognizer()) {
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
          if (windows.get(i).wearer().equals(wearer)) {
            held.add(i);
          }
        }
        List<Recognition> found =
            recognizer.recognizeAll(
                held.stream().map(i -> Sample.of(windows.get(i).signal())).toList());
        for (int k = 0; k < held.size(); k++) {
          Map<String, Double> row = found.get(k).logits();
          logits[held.get(k)] =
              labels.names().stream().mapToDouble(name -> row.getOrDefault(name, 0.0)).toArray();
        }
      }
    }
    return logits;
  }

  private Tuned train(List<WesadTable.Window> training, int seed) {
    List<Example> examples =
        training.stream().map(w -> Example.of(Sample.of(w.signal()), label(w))).toList();
    BodyOptions options =
        BodyOptions.fitted(
            training.stream().map(WesadTable.Window::signal).toList(),
            columns,
            HIDDEN,
            WIDTH,
            seed);
    try (EmotionRecognizer base =
        EmotionRecognizer.builder()
            .encoder(BodyEncoder.of(options))
            .labels(labels)
            .backend("onnx")
            .build()) {
      // The number of epochs is fixed. Validation is on the training windows only because a tuning
      // wants one: its loss falls to the end, so that the last weights stay.
      return base.fineTune()
          .name("wesad-" + labels.size())
          .full()
          .learningRate(RATE)
          .weightDecay(DECAY)
          .dropout(DROPOUT)
          .objective(CrossEntropy.soft(labels.size()).smoothing(SMOOTHING))
          .classBalanced(true)
          .augment(Modality.BODY, new BodyAugmentation(columns, NOISE, SENSOR_DROPOUT))
          .epochs(EPOCHS)
          .batchSize(BATCH)
          .earlyStopping(EarlyStopping.on(Metric.LOG_LOSS).patience(EPOCHS))
          .seed(seed)
          .fit(examples, examples);
    }
  }

  void save(double[][] logits, Path directory) throws IOException {
    Calibration calibration =
        new Calibration(
            Calibration.Activation.SOFTMAX,
            TemperatureScaling.fit(truth(), logits),
            Optional.empty());
    Backend backend = Providers.named(Backend.class, Backend::name, "onnx", "");
    try (Tuned tuned = train(windows, 1)) {
      EmotionModel model =
          tuned
              .model()
              .with(calibration)
              .with(
                  Map.of(
                      "data", "WESAD wrist features (non-commercial research)",
                      "use", "the labels are situations of an experiment, not feelings",
                      "command", "Wesad --classes " + labels.size() + " --output ..."));
      ModelDirectory.save(model, directory, backend);
    }
    System.out.println("saved " + directory);
  }
}
