package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.examples.data.FeatureRows;
import dev.emotion4j.examples.data.FeatureRows.Row;
import dev.emotion4j.examples.experiments.FusionStudy.Fold;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures what happens when one modality of the test rows is disturbed by noise of growing
 * strength (in deviations of the training rows) or dropped: UAR of the fused model beside that of
 * the other modality's own model, mean over seeds.
 *
 * <pre>{@code
 * Robustness --data /work/shared/data --set ravdess --strategy late --folds 6 --seeds 1,2,3
 * }</pre>
 */
@Command(
    name = "Robustness",
    mixinStandardHelpOptions = true,
    description = "Measures fusion of disturbed modalities.")
public final class Robustness implements Runnable {
  private static final List<Double> STRENGTHS = List.of(0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 32.0);

  @Option(names = "--data", required = true, description = "folder with audiovisual and text")
  private Path data = Path.of("");

  @Option(names = "--set", required = true, description = "ravdess, crema-d or mosi")
  private String set = "";

  @Option(names = "--folds", description = "parts of whole groups; default 0: the set's own split")
  private int folds;

  @Option(names = "--seeds", split = ",", description = "default 1,2,3")
  private List<Long> seeds = List.of(1L, 2L, 3L);

  @Option(names = "--strategies", split = ",", description = "default late")
  private List<String> strategies = List.of(FusionStudy.LATE);

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** For picocli. */
  public Robustness() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Robustness()).execute(args));
  }

  @Override
  public void run() {
    try {
      FeatureRows rows = FusionStudy.read(set, data);
      Map<String, Double> sums = new LinkedHashMap<>();
      for (long seed : seeds) {
        measured(rows, seed).forEach((name, value) -> sums.merge(name, value, Double::sum));
      }
      PrintWriter out = spec.commandLine().getOut();
      sums.forEach(
          (name, sum) ->
              out.printf(Locale.ROOT, "%s %s: UAR %.3f%n", rows.name(), name, sum / seeds.size()));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Double> measured(FeatureRows rows, long seed) {
    Map<String, List<Integer>> guesses = new LinkedHashMap<>();
    List<Integer> truth = new ArrayList<>();
    for (Fold fold : FusionStudy.folds(rows, folds)) {
      IntStream.of(FusionStudy.truth(rows, fold.test())).forEach(truth::add);
      Map<Modality, EmotionModel> singles = FusionStudy.singles(rows, fold, seed);
      singles.forEach(
          (m, model) ->
              guess(guesses, m + " alone", model, FusionStudy.samples(fold.test(), List.of(m))));
      for (String name : strategies) {
        EmotionModel fused = FusionStudy.fused(rows, fold, name, singles, seed);
        for (Modality disturbed : rows.modalities()) {
          curve(guesses, name, fused, fold, disturbed, rows.modalities());
        }
      }
    }
    Map<String, Double> uar = new LinkedHashMap<>();
    int[] expected = truth.stream().mapToInt(Integer::intValue).toArray();
    guesses.forEach(
        (name, found) ->
            uar.put(
                name,
                Metrics.balancedAccuracy(
                    rows.labels().size(),
                    expected,
                    found.stream().mapToInt(Integer::intValue).toArray())));
    return uar;
  }

  private static void curve(
      Map<String, List<Integer>> guesses,
      String name,
      EmotionModel fused,
      Fold fold,
      Modality disturbed,
      List<Modality> all) {
    FeatureEncoder encoder = FusionStudy.encoder(disturbed, fold, 0);
    List<Modality> others = all.stream().filter(m -> !m.equals(disturbed)).toList();
    for (double strength : STRENGTHS) {
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < fold.test().size(); i++) {
        Row row = fold.test().get(i);
        List<FeatureVector> parts = new ArrayList<>(others.stream().map(row::part).toList());
        parts.add(encoder.noisy(row.part(disturbed), strength, i));
        samples.add(Sample.of(parts));
      }
      guess(guesses, name + ", noise of " + strength + " on " + disturbed, fused, samples);
    }
    guess(
        guesses, name + ", without " + disturbed, fused, FusionStudy.samples(fold.test(), others));
  }

  private static void guess(
      Map<String, List<Integer>> guesses, String name, EmotionModel model, List<Sample> samples) {
    IntStream.of(FusionStudy.top(model, samples))
        .forEach(guesses.computeIfAbsent(name, n -> new ArrayList<>())::add);
  }
}
