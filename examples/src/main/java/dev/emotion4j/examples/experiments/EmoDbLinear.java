package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.assembly.TrainingOptions;
import dev.emotion4j.audio.Functionals;
import dev.emotion4j.audio.LogMel;
import dev.emotion4j.audio.MelSettings;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import dev.emotion4j.tuning.Schedule;
import dev.emotion4j.tuning.TrainingLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Acted German voices, leave one speaker out, by a linear model over {@link Functionals} alone:
 * what few voices allow. It is logistic regression with a ridge (an L2 penalty), whose strength is
 * chosen for each held-out speaker by leaving out each of the others in turn: nothing is chosen by
 * the speaker whom it is measured on.
 *
 * <p>The ridge is AdamW's decay: with an epsilon of 1, which is far above any gradient here, AdamW
 * is gradient descent with momentum on {@code loss + decay / 2 |weights|^2}. All clips of a
 * training are one batch.
 *
 * <pre>{@code
 * EmoDbLinear --data DIR [--task 4|7]
 * }</pre>
 */
public final class EmoDbLinear {
  private static final List<Double> RIDGES = List.of(0.04, 0.13, 0.4, 1.3, 4.0);
  private static final double RATE = 0.2;
  private static final int STEPS = 500;

  private final LabelSet labels;
  private final List<Voice> voices;

  /** A clip as it is learned from. */
  private record Voice(String speaker, int label, FeatureVector functionals) {}

  EmoDbLinear(List<EmoDbData.Utterance> all) {
    labels = EmoDb.labels(all);
    LogMel mel = new LogMel(MelSettings.DEFAULT);
    Functionals functionals = new Functionals(mel);
    voices =
        all.stream()
            .map(
                one ->
                    new Voice(
                        one.speaker(),
                        labels.index(one.label()),
                        new FeatureVector(
                            Modality.VOICE,
                            functionals.apply(one.samples(), mel.apply(one.samples())))))
            .toList();
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    boolean four = args.length == 4 && args[2].equals("--task") && args[3].equals("4");
    boolean seven = args.length == 2 || args.length == 4 && args[3].equals("7");
    if (!four && !seven || !args[0].equals("--data")) {
      System.err.println("usage: EmoDbLinear --data DIR [--task 4|7]");
      System.exit(2);
      return;
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<EmoDbData.Utterance> all = EmoDbData.read(Path.of(args[1]));
    out.println(new EmoDbLinear(EmoDb.task(all, four ? 4 : 7)).run(out));
  }

  /** Predicts the clips of every speaker by a model of the others. */
  ClassificationReport run(PrintStream out) {
    int[] truth = voices.stream().mapToInt(Voice::label).toArray();
    int[] predicted = new int[truth.length];
    for (String speaker : speakers(voices)) {
      List<Voice> others = voices.stream().filter(v -> !v.speaker().equals(speaker)).toList();
      double ridge = chosen(others);
      out.printf(Locale.ROOT, "  %s: a ridge of %.2f%n", speaker, ridge);
      fill(predicted, voices, v -> v.speaker().equals(speaker), ridge);
    }
    return ClassificationReport.singleLabel(labels, truth, predicted);
  }

  /** Returns the ridge with the best recall of speakers that are left out, the first of equals. */
  private double chosen(List<Voice> known) {
    int[] truth = known.stream().mapToInt(Voice::label).toArray();
    double best = RIDGES.get(0);
    double most = -1;
    for (double ridge : RIDGES) {
      int[] predicted = new int[truth.length];
      for (String speaker : speakers(known)) {
        fill(predicted, known, v -> v.speaker().equals(speaker), ridge);
      }
      double recall = Metrics.balancedAccuracy(labels.size(), truth, predicted);
      if (recall > most) {
        most = recall;
        best = ridge;
      }
    }
    return best;
  }

  private static Set<String> speakers(List<Voice> some) {
    return new TreeSet<>(some.stream().map(Voice::speaker).toList());
  }

  /** Predicts those of the clips that are tested, by a model of the rest. */
  private void fill(int[] predicted, List<Voice> some, Predicate<Voice> tested, double ridge) {
    List<Voice> known = some.stream().filter(tested.negate()).toList();
    List<Voice> test = some.stream().filter(tested).toList();
    double[][] logits = logits(known, test, ridge);
    int next = 0;
    for (int i = 0; i < predicted.length; i++) {
      if (tested.test(some.get(i))) {
        predicted[i] = EmoDb.top(logits[next++]);
      }
    }
  }

  private double[][] logits(List<Voice> known, List<Voice> test, double ridge) {
    List<float[]> rows = known.stream().map(v -> v.functionals().values()).toList();
    EmotionModel start =
        new EmotionModel(
            "functionals",
            labels,
            List.of(FeatureEncoder.fitted(Modality.VOICE, rows)),
            Fusion.concat(),
            List.of(),
            Weights.initialized(1),
            0,
            Calibration.NONE,
            Map.of());
    CrossEntropy loss = CrossEntropy.soft(labels.size());
    PreparedData train =
        PreparedData.of(start, examples(known), loss, TrainingOptions.NONE.classBalanced(true));
    PreparedData held = PreparedData.of(start, examples(test), loss);
    Set<Graph> graphs = new LinkedHashSet<>(train.graphs());
    graphs.addAll(held.forwardGraphs());
    AdamW rule = new AdamW(RATE, 0.9, 0.9, 1, ridge);
    TrainingPlan plan =
        TrainingPlan.of(start.weights(), rule, List.copyOf(graphs))
            .decays(parameter -> parameter.shape().size() > 1);
    try (Trainer trainer =
        Providers.named(Backend.class, Backend::name, "djl", "")
            .training()
            .orElseThrow()
            .start(plan)) {
      new TrainingLoop(STEPS, known.size(), RATE, Schedule.linear(0), EarlyStopping.NEVER, 1)
          .run(trainer, train, t -> Map.of(), ProgressListener.NONE);
      return held.logits(trainer);
    }
  }

  private List<Example> examples(List<Voice> some) {
    return some.stream()
        .map(v -> Example.of(Sample.of(v.functionals()), labels.names().get(v.label())))
        .toList();
  }
}
