package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.examples.data.FeatureRows;
import dev.emotion4j.examples.data.FeatureRows.Row;
import dev.emotion4j.examples.experiments.FusionStudy.Fold;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures each modality alone and all of them fused, by several strategies, on a set of ready-made
 * features: mean and spread over seeds of UAR and accuracy over all test rows.
 *
 * <pre>{@code
 * FusedModalities --data /work/shared/data --set ravdess --folds 6 --seeds 1,2,3
 * }</pre>
 */
@Command(
    name = "FusedModalities",
    mixinStandardHelpOptions = true,
    description = "Measures fused modalities beside single ones.")
public final class FusedModalities implements Runnable {
  @Option(names = "--data", required = true, description = "folder with audiovisual and text")
  private Path data = Path.of("");

  @Option(names = "--set", required = true, description = "ravdess, crema-d or mosi")
  private String set = "";

  @Option(names = "--folds", description = "parts of whole groups; default 0: the set's own split")
  private int folds;

  @Option(names = "--seeds", split = ",", description = "default 1,2,3")
  private List<Long> seeds = List.of(1L, 2L, 3L);

  @Option(names = "--strategies", split = ",", description = "default all")
  private List<String> strategies =
      List.of(
          "concat",
          "gated",
          "attention",
          "cross-attention",
          "low-rank",
          FusionStudy.LATE,
          FusionStudy.TUNED);

  @Option(
      names = "--person-baseline",
      description =
          "features beside their distance from the mean over all clips of the person, labels unseen")
  private boolean personBaseline;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** For picocli. */
  public FusedModalities() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FusedModalities()).execute(args));
  }

  @Override
  public void run() {
    java.io.PrintWriter out = spec.commandLine().getOut();
    try {
      FeatureRows read = FusionStudy.read(set, data);
      FeatureRows rows = personBaseline ? read.withPersonBaseline() : read;
      Map<String, List<double[]>> results = new LinkedHashMap<>();
      for (long seed : seeds) {
        measured(rows, seed)
            .forEach(
                (name, value) -> {
                  results.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
                  out.printf(
                      Locale.ROOT,
                      "%s seed %d %s UAR %.3f accuracy %.3f%n",
                      rows.name(),
                      seed,
                      name,
                      value[0],
                      value[1]);
                });
        out.flush();
      }
      results.forEach(
          (name, values) ->
              out.printf(
                  Locale.ROOT,
                  "%s %-16s UAR %s accuracy %s%n",
                  rows.name(),
                  name,
                  spread(values, 0),
                  spread(values, 1)));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, double[]> measured(FeatureRows rows, long seed) {
    Map<String, List<Integer>> guesses = new LinkedHashMap<>();
    List<Integer> truth = new ArrayList<>();
    for (Fold fold : FusionStudy.folds(rows, folds)) {
      add(truth, FusionStudy.truth(rows, fold.test()));
      Map<Modality, EmotionModel> singles = FusionStudy.singles(rows, fold, seed);
      singles.forEach(
          (modality, model) ->
              guess(guesses, modality + " alone", model, fold.test(), List.of(modality)));
      for (String name : strategies) {
        EmotionModel model = FusionStudy.fused(rows, fold, name, singles, seed);
        guess(guesses, name, model, fold.test(), rows.modalities());
      }
    }
    Map<String, double[]> measured = new LinkedHashMap<>();
    int[] expected = array(truth);
    guesses.forEach(
        (name, found) ->
            measured.put(
                name,
                new double[] {
                  Metrics.balancedAccuracy(rows.labels().size(), expected, array(found)),
                  Metrics.accuracy(expected, array(found))
                }));
    return measured;
  }

  private static void guess(
      Map<String, List<Integer>> guesses,
      String name,
      EmotionModel model,
      List<Row> rows,
      List<Modality> some) {
    List<Sample> samples = FusionStudy.samples(rows, some);
    add(guesses.computeIfAbsent(name, n -> new ArrayList<>()), FusionStudy.top(model, samples));
  }

  private static void add(List<Integer> list, int[] values) {
    Arrays.stream(values).forEach(list::add);
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  // Mean and standard deviation over seeds, and the lowest and highest.
  private static String spread(List<double[]> values, int which) {
    double[] all = values.stream().mapToDouble(v -> v[which]).sorted().toArray();
    double mean = Arrays.stream(all).average().orElse(Double.NaN);
    double squares = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / Math.max(1, all.length - 1));
    return String.format(
        Locale.ROOT, "%.3f +- %.3f (%.3f to %.3f)", mean, deviation, all[0], all[all.length - 1]);
  }
}
