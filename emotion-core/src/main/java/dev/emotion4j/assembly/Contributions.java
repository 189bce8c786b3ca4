package dev.emotion4j.assembly;

import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each modality says alone, and how much of the fused result rests on it: by how much the
 * probability of the top label changes when fusion runs without it (occlusion; Zeiler and Fergus,
 * 2014), scaled to add up to 1.
 *
 * @param shares per modality used; they add up to 1
 * @param alone per modality used, the logits of fusion with it as the only one present
 */
record Contributions(Map<Modality, Double> shares, Map<Modality, double[]> alone) {
  private static final class Question {
    final int row;
    final int modality;
    final boolean without;

    Question(int row, int modality, boolean without) {
      this.row = row;
      this.modality = modality;
      this.without = without;
    }
  }

  /** Returns the contributions per row, all of them by one more run of fusion. */
  static List<Contributions> of(
      EmotionModel model, FusionRun fusion, Evidence evidence, double[][] logits) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < evidence.rows(); i++) {
      for (int m = 0; m < model.encoders().size() && evidence.count(i) > 1; m++) {
        if (evidence.present()[i][m]) {
          questions.add(new Question(i, m, true));
          questions.add(new Question(i, m, false));
        }
      }
    }
    double[][] answers = answers(fusion, evidence, questions);
    double[][] changes = new double[evidence.rows()][model.encoders().size()];
    double[][][] alone = new double[evidence.rows()][model.encoders().size()][];
    for (int q = 0; q < answers.length; q++) {
      Question question = questions.get(q);
      if (question.without) {
        changes[question.row][question.modality] = change(model, logits[question.row], answers[q]);
      } else {
        alone[question.row][question.modality] = answers[q];
      }
    }
    List<Contributions> all = new ArrayList<>();
    for (int i = 0; i < evidence.rows(); i++) {
      all.add(of(model, evidence.present()[i], changes[i], alone[i], logits[i]));
    }
    return all;
  }

  private static double[][] answers(FusionRun fusion, Evidence evidence, List<Question> questions) {
    if (questions.isEmpty()) {
      return new double[0][];
    }
    Evidence asked = evidence.rows(questions.stream().mapToInt(q -> q.row).toArray());
    for (int q = 0; q < questions.size(); q++) {
      boolean[] present = asked.present()[q];
      for (int m = 0; m < present.length; m++) {
        boolean subject = m == questions.get(q).modality;
        present[m] &= subject != questions.get(q).without;
      }
    }
    return fusion.logits(asked);
  }

  private static double change(EmotionModel model, double[] full, double[] less) {
    int top = Metrics.top(full);
    return Math.abs(
        model.calibration().probabilities(full)[top]
            - model.calibration().probabilities(less)[top]);
  }

  private static Contributions of(
      EmotionModel model, boolean[] present, double[] changes, double[][] alone, double[] logits) {
    double total = 0;
    int count = 0;
    for (int m = 0; m < present.length; m++) {
      total += changes[m];
      count += present[m] ? 1 : 0;
    }
    Map<Modality, Double> shares = new LinkedHashMap<>();
    Map<Modality, double[]> single = new LinkedHashMap<>();
    for (int m = 0; m < present.length; m++) {
      if (present[m]) {
        Modality modality = model.encoders().get(m).modality();
        shares.put(modality, total > 0 ? changes[m] / total : 1.0 / count);
        single.put(modality, count == 1 ? logits : alone[m]);
      }
    }
    return new Contributions(
        Collections.unmodifiableMap(shares), Collections.unmodifiableMap(single));
  }
}
