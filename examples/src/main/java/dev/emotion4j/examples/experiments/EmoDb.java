package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Providers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Acted German voices, leave one speaker out: for each of the eight speakers a network is trained
 * on the other seven, and all predictions together give the unweighted recall. Every
 * hyper-parameter is fixed beforehand; nothing is chosen or normalised by the held-out speaker's
 * clips.
 *
 * <pre>{@code
 * EmoDb --data DIR [--task 4|7] [--seeds 3] [--save MODEL]
 * }</pre>
 *
 * Task 4: anger, joy, neutral, sadness on whole clips. Task 7: all classes, every clip cut to its
 * first 2 seconds, because three classes exist only so. With {@code --save} a model of the task is
 * trained on all speakers with seed 1, its temperature fitted on the predictions for held-out ones.
 */
public final class EmoDb {
  private static final double CROP = 2.0;

  private EmoDb() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Path data = null;
    int task = 7;
    int seeds = 3;
    Path save = null;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--data" -> data = Path.of(args[i + 1]);
        case "--task" -> task = Integer.parseInt(args[i + 1]);
        case "--seeds" -> seeds = Integer.parseInt(args[i + 1]);
        case "--save" -> save = Path.of(args[i + 1]);
        default -> data = null;
      }
    }
    if (data == null || args.length % 2 != 0 || (task != 4 && task != 7) || seeds < 1) {
      System.err.println("usage: EmoDb --data DIR [--task 4|7] [--seeds N] [--save MODEL]");
      System.exit(2);
      return;
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<EmoDbData.Utterance> all = task(EmoDbData.read(data), task);
    double[][] logits = run(all, labels(all), seeds, out);
    if (save != null) {
      save(all, labels(all), logits, save);
    }
  }

  static List<EmoDbData.Utterance> task(List<EmoDbData.Utterance> all, int task) {
    return task == 4
        ? all.stream().filter(u -> EmoDbData.FOUR.contains(u.label())).toList()
        : all.stream().map(u -> u.firstSeconds(CROP)).toList();
  }

  static LabelSet labels(List<EmoDbData.Utterance> all) {
    Set<String> names = new TreeSet<>();
    all.forEach(u -> names.add(u.label()));
    return LabelSet.of(List.copyOf(names));
  }

  /** The smaller task has fewer clips, so it takes more epochs to as many steps. */
  private static int epochs(LabelSet labels) {
    return labels.size() > EmoDbData.FOUR.size() ? 30 : 60;
  }

  /** Prints the recall of every seed; returns the first seed's logits for held-out speakers. */
  static double[][] run(
      List<EmoDbData.Utterance> all, LabelSet labels, int seeds, PrintStream out) {
    int[] truth = all.stream().mapToInt(u -> labels.index(u.label())).toArray();
    VoiceTraining training = new VoiceTraining(labels, epochs(labels));
    double[] recalls = new double[seeds];
    double[][] first = new double[0][];
    for (int seed = 1; seed <= seeds; seed++) {
      double[][] logits = heldOut(training, all, seed, out);
      first = seed == 1 ? logits : first;
      int[] predicted = Arrays.stream(logits).mapToInt(EmoDb::top).toArray();
      ClassificationReport report = ClassificationReport.singleLabel(labels, truth, predicted);
      recalls[seed - 1] = report.macro().recall();
      out.printf(Locale.ROOT, "seed %d: unweighted recall %.4f%n", seed, recalls[seed - 1]);
      out.println(report);
      out.println(report.confusion().map(Object::toString).orElse(""));
    }
    double mean = Arrays.stream(recalls).average().orElse(0);
    double square = Arrays.stream(recalls).map(r -> (r - mean) * (r - mean)).sum();
    out.printf(
        Locale.ROOT,
        "%d classes, %d clips, %d seeds: unweighted recall %.4f, deviation %.4f%n",
        labels.size(),
        all.size(),
        seeds,
        mean,
        seeds < 2 ? 0 : Math.sqrt(square / (seeds - 1)));
    return first;
  }

  private static double[][] heldOut(
      VoiceTraining training, List<EmoDbData.Utterance> all, int seed, PrintStream out) {
    double[][] logits = new double[all.size()][];
    for (String speaker : new TreeSet<>(all.stream().map(EmoDbData.Utterance::speaker).toList())) {
      long start = System.nanoTime();
      List<EmoDbData.Utterance> known =
          all.stream().filter(u -> !u.speaker().equals(speaker)).toList();
      int[] rows =
          IntStream.range(0, all.size())
              .filter(i -> all.get(i).speaker().equals(speaker))
              .toArray();
      List<EmoDbData.Utterance> test = Arrays.stream(rows).mapToObj(all::get).toList();
      double[][] found = training.run(known, test, seed).logits();
      int right = 0;
      for (int i = 0; i < rows.length; i++) {
        logits[rows[i]] = found[i];
        right += training.labels().names().get(top(found[i])).equals(test.get(i).label()) ? 1 : 0;
      }
      out.printf(
          Locale.ROOT,
          "  %s: %d of %d right, %.1f s%n",
          speaker,
          right,
          rows.length,
          (System.nanoTime() - start) / 1e9);
    }
    return logits;
  }

  static void save(
      List<EmoDbData.Utterance> all, LabelSet labels, double[][] heldOut, Path directory)
      throws IOException {
    int[] truth = all.stream().mapToInt(u -> labels.index(u.label())).toArray();
    TemperatureScaling temperature = TemperatureScaling.fit(truth, heldOut);
    EmotionModel model =
        new VoiceTraining(labels, epochs(labels))
            .run(all, List.of(), 1)
            .model()
            .with(new Calibration(Calibration.Activation.SOFTMAX, temperature, Optional.empty()))
            .with(Map.of("data", "EMO-DB (CC0), 8 speakers", "seed", "1"));
    Backend backend =
        Providers.named(
            Backend.class, Backend::name, "onnx", "Add dev.emotion4j:emotion-backend-onnx");
    ModelDirectory.save(model, directory, backend);
  }

  private static int top(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
