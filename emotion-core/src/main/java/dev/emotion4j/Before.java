package dev.emotion4j;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.assembly.Scoring;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.MajorityClass;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.tuning.Example;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tuned model is compared with: the base, if its labels cover the set and its head was ever
 * trained, else the class that is most frequent in the training data.
 *
 * @param name which of them
 * @param report how well it does
 */
record Before(String name, ClassificationReport report) {
  static Before of(
      EmotionModel base,
      Backend backend,
      ExecutionOptions options,
      List<Example> examples,
      Scoring scoring,
      PreparedData train,
      PreparedData held) {
    LabelSet labels = scoring.labels();
    boolean covered = labels.names().stream().allMatch(n -> base.labels().find(n).isPresent());
    if (!covered || !isTrained(base)) {
      return majority(scoring, train, held);
    }
    Map<String, Integer> indices = indices(base.labels(), labels);
    List<Sample> samples = examples.stream().map(Example::sample).toList();
    boolean[][] chosen = new boolean[samples.size()][labels.size()];
    int[] top = new int[samples.size()];
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.owning(
            base.share(),
            backend,
            options,
            LengthBatches.DEFAULT,
            Policy.open(base.modalities()))) {
      List<Recognition> results = recognizer.recognizeAll(samples);
      for (int i = 0; i < top.length; i++) {
        Recognition result = results.get(i);
        top[i] = indices.getOrDefault(result.top(), -1);
        for (String label : result.labels()) {
          if (indices.containsKey(label)) {
            chosen[i][indices.get(label)] = true;
          }
        }
      }
    }
    ClassificationReport report =
        scoring.multiLabel()
            ? ClassificationReport.multiLabel(labels, held.labelSets(), chosen)
            : ClassificationReport.singleLabel(labels, scoring.singleTruth(held), top);
    return new Before("base model '" + base.name() + "'", report);
  }

  private static boolean isTrained(EmotionModel base) {
    return base.fusion().givesLogits() || base.trained().paths().contains("classifier.weight");
  }

  // From the base's name of a label to its index in the set, through the base's aliases.
  private static Map<String, Integer> indices(LabelSet base, LabelSet labels) {
    Map<String, Integer> indices = new HashMap<>();
    for (String name : labels.names()) {
      base.find(name).ifPresent(known -> indices.putIfAbsent(known, labels.index(name)));
    }
    return indices;
  }

  private static Before majority(Scoring scoring, PreparedData train, PreparedData held) {
    LabelSet labels = scoring.labels();
    double[] counts = new double[labels.size()];
    for (boolean[] row : train.labelSets()) {
      for (int i = 0; i < row.length; i++) {
        counts[i] += row[i] ? 1 : 0;
      }
    }
    int most = Metrics.top(counts);
    String name = "majority class '" + labels.name(most) + "'";
    if (!scoring.multiLabel()) {
      MajorityClass majority = MajorityClass.of(labels, scoring.singleTruth(train));
      return new Before(name, majority.report(labels, scoring.singleTruth(held)));
    }
    boolean[][] answers = new boolean[held.size()][labels.size()];
    for (boolean[] row : answers) {
      row[most] = true;
    }
    return new Before(name, ClassificationReport.multiLabel(labels, held.labelSets(), answers));
  }
}
