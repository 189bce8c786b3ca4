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
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Acted German voices, leave one speaker out: for each of the eight speakers a network is trained
 * on the other seven, and all predictions together give the unweighted recall. Every
 * hyper-parameter is fixed beforehand; nothing is chosen or normalised by the held-out speaker's
 * clips.
 *
 * <pre>{@code
 * EmoDb --data DIR [--task 4|7] [--seeds 3] [--from 1] [--epochs N] [--as whole] [--save MODEL]
 * }</pre>
 *
 * Task 4: anger, joy, neutral, sadness on whole clips. Task 7: all classes, every clip cut to its
 * first 2 seconds, because three classes exist only so. With {@code --save} a model of the task is
 * trained on all speakers with the first seed, its temperature fitted on the predictions for
 * held-out ones.
 *
 * <p>With {@code --as whole,rate_12k,rate_8k,phone,noise_20,noise_10,room} every clip is trained on
 * in each of these ways (see {@link Hearing}), so that a voice is told by what telephones and noisy
 * rooms leave of it. The recall is printed for each way, trained on or not.
 */
public final class EmoDb {
  private static final double CROP = 2.0;

  private EmoDb() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Path data = null;
    int task = 7;
    int seeds = 3;
    int from = 1;
    int epochs = 0;
    Set<Hearing> ways = Set.of(Hearing.WHOLE);
    Path save = null;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--data" -> data = Path.of(args[i + 1]);
        case "--task" -> task = Integer.parseInt(args[i + 1]);
        case "--seeds" -> seeds = Integer.parseInt(args[i + 1]);
        case "--from" -> from = Integer.parseInt(args[i + 1]);
        case "--epochs" -> epochs = Integer.parseInt(args[i + 1]);
        case "--as" -> ways = Hearing.parse(args[i + 1]);
        case "--save" -> save = Path.of(args[i + 1]);
        default -> data = null;
      }
    }
    if (data == null
        || args.length % 2 != 0
        || (task != 4 && task != 7)
        || seeds < 1
        || epochs < 0) {
      System.err.println(
          "usage: EmoDb --data DIR [--task 4|7] [--seeds N] [--from SEED] [--epochs N]"
              + " [--as WAY,WAY] [--save MODEL]");
      System.exit(2);
      return;
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<EmoDbData.Utterance> all = task(EmoDbData.read(data), task);
    LabelSet labels = labels(all);
    VoiceTraining training = new VoiceTraining(labels, epochs > 0 ? epochs : epochs(labels, ways));
    int[] numbers = IntStream.range(from, from + seeds).toArray();
    Map<Hearing, double[][]> logits = run(all, training, ways, numbers, out);
    if (save != null) {
      save(all, training, ways, logits, from, save);
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

  /**
   * The smaller task has fewer clips, so it takes more epochs to as many steps; five ways to hear
   * them take four times the steps.
   */
  static int epochs(LabelSet labels, Set<Hearing> ways) {
    int alone = labels.size() > EmoDbData.FOUR.size() ? 30 : 60;
    return alone * Math.max(1, ways.size() - 1) / ways.size();
  }

  /**
   * Prints the recall of every seed in every way; returns the first seed's logits for held-out
   * speakers.
   */
  static Map<Hearing, double[][]> run(
      List<EmoDbData.Utterance> all,
      VoiceTraining training,
      Set<Hearing> ways,
      int[] seeds,
      PrintStream out)
      throws IOException {
    LabelSet labels = training.labels();
    int[] truth = truth(all, labels);
    Map<Hearing, double[]> recalls = new TreeMap<>();
    Map<Hearing, double[][]> first = new TreeMap<>();
    Map<Hearing, List<EmoDbData.Utterance>> heard = Hearing.all(all);
    for (int i = 0; i < seeds.length; i++) {
      int seed = seeds[i];
      for (Map.Entry<Hearing, double[][]> one :
          heldOut(training, heard, ways, seed, out).entrySet()) {
        Hearing way = one.getKey();
        first.putIfAbsent(way, one.getValue());
        int[] predicted = Arrays.stream(one.getValue()).mapToInt(EmoDb::top).toArray();
        ClassificationReport report = ClassificationReport.singleLabel(labels, truth, predicted);
        recalls.computeIfAbsent(way, w -> new double[seeds.length])[i] = report.macro().recall();
        out.printf(
            Locale.ROOT,
            "seed %d, %s: unweighted recall %.4f%n",
            seed,
            way.word(),
            report.macro().recall());
        if (way == Hearing.WHOLE) {
          out.println(report);
          out.println(report.confusion().map(Object::toString).orElse(""));
        }
      }
    }
    String what = labels.size() + " classes, " + all.size() + " clips";
    recalls.forEach((way, found) -> print(what, way, found, out));
    return first;
  }

  private static void print(String what, Hearing way, double[] recalls, PrintStream out) {
    double mean = Arrays.stream(recalls).average().orElse(0);
    double square = Arrays.stream(recalls).map(r -> (r - mean) * (r - mean)).sum();
    out.printf(
        Locale.ROOT,
        "%s, %s, %d seeds: unweighted recall %.4f, deviation %.4f%n",
        what,
        way.word(),
        recalls.length,
        mean,
        recalls.length < 2 ? 0 : Math.sqrt(square / (recalls.length - 1)));
  }

  private static int[] truth(List<EmoDbData.Utterance> all, LabelSet labels) {
    return all.stream().mapToInt(u -> labels.index(u.label())).toArray();
  }

  private static List<EmoDbData.Utterance> trained(
      Map<Hearing, List<EmoDbData.Utterance>> heard, Set<Hearing> ways) {
    return heard.entrySet().stream()
        .filter(one -> ways.contains(one.getKey()))
        .flatMap(one -> one.getValue().stream())
        .toList();
  }

  private static Map<Hearing, double[][]> heldOut(
      VoiceTraining training,
      Map<Hearing, List<EmoDbData.Utterance>> heard,
      Set<Hearing> ways,
      int seed,
      PrintStream out) {
    List<EmoDbData.Utterance> any = heard.values().iterator().next();
    Map<Hearing, double[][]> logits = new TreeMap<>();
    heard.forEach((way, clips) -> logits.put(way, new double[clips.size()][]));
    for (String speaker : new TreeSet<>(any.stream().map(EmoDbData.Utterance::speaker).toList())) {
      long start = System.nanoTime();
      List<EmoDbData.Utterance> known =
          trained(heard, ways).stream().filter(u -> !u.speaker().equals(speaker)).toList();
      int[] rows =
          IntStream.range(0, any.size())
              .filter(i -> any.get(i).speaker().equals(speaker))
              .toArray();
      List<EmoDbData.Utterance> test =
          heard.values().stream()
              .flatMap(recorded -> Arrays.stream(rows).mapToObj(recorded::get))
              .toList();
      Iterator<double[]> found = Arrays.asList(training.run(known, test, seed).logits()).iterator();
      logits.values().forEach(some -> Arrays.stream(rows).forEach(row -> some[row] = found.next()));
      out.printf(
          Locale.ROOT,
          "  %s: %d clips, %.1f s%n",
          speaker,
          rows.length,
          (System.nanoTime() - start) / 1e9);
    }
    return logits;
  }

  static void save(
      List<EmoDbData.Utterance> all,
      VoiceTraining training,
      Set<Hearing> ways,
      Map<Hearing, double[][]> heldOut,
      int seed,
      Path directory)
      throws IOException {
    int[] truth = truth(all, training.labels());
    double[][] logits =
        heldOut.entrySet().stream()
            .filter(one -> ways.contains(one.getKey()))
            .flatMap(one -> Arrays.stream(one.getValue()))
            .toArray(double[][]::new);
    int[] truths = IntStream.range(0, logits.length).map(i -> truth[i % truth.length]).toArray();
    TemperatureScaling temperature = TemperatureScaling.fit(truths, logits);
    EmotionModel model =
        training
            .run(trained(Hearing.all(all), ways), List.of(), seed)
            .model()
            .with(new Calibration(Calibration.Activation.SOFTMAX, temperature, Optional.empty()))
            .with(
                Map.of(
                    "data",
                    "EMO-DB (CC0), 8 speakers, "
                        + new TreeSet<>(ways).stream().map(Hearing::word).toList(),
                    "seed",
                    Integer.toString(seed)));
    Backend backend =
        Providers.named(
            Backend.class, Backend::name, "onnx", "Add dev.emotion4j:emotion-backend-onnx");
    ModelDirectory.save(model, directory, backend);
  }

  static int top(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
