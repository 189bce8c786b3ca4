package dev.emotion4j.assembly;

import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How much of a result rests on each modality: by how much the probability of the top label changes
 * when fusion runs without it (occlusion; Zeiler and Fergus, 2014), scaled to add up to 1.
 */
final class Shares {
  private final EmotionModel model;
  private final BiFunction<List<float[][]>, boolean[][], double[][]> fusion;

  Shares(EmotionModel model, BiFunction<List<float[][]>, boolean[][], double[][]> fusion) {
    this.model = model;
    this.fusion = fusion;
  }

  List<Map<Modality, Double>> of(List<float[][]> features, boolean[][] present, double[][] logits) {
    double[][] changes = new double[present.length][model.encoders().size()];
    for (int m = 0; m < model.encoders().size(); m++) {
      leaveOut(m, features, present, logits, changes);
    }
    List<Map<Modality, Double>> shares = new ArrayList<>();
    for (int i = 0; i < present.length; i++) {
      shares.add(share(present[i], changes[i]));
    }
    return shares;
  }

  private void leaveOut(
      int m, List<float[][]> features, boolean[][] present, double[][] logits, double[][] changes) {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < present.length; i++) {
      if (present[i][m] && count(present[i]) > 1) {
        rows.add(i);
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    boolean[][] without = rows.stream().map(i -> present[i].clone()).toArray(boolean[][]::new);
    for (boolean[] row : without) {
      row[m] = false;
    }
    List<float[][]> some =
        features.stream()
            .map(all -> rows.stream().map(i -> all[i]).toArray(float[][]::new))
            .toList();
    double[][] changed = fusion.apply(some, without);
    for (int k = 0; k < changed.length; k++) {
      int row = rows.get(k);
      int top = Metrics.top(logits[row]);
      double full = model.calibration().probabilities(logits[row])[top];
      double less = model.calibration().probabilities(changed[k])[top];
      changes[row][m] = Math.abs(full - less);
    }
  }

  private Map<Modality, Double> share(boolean[] present, double[] changes) {
    double total = 0;
    for (double change : changes) {
      total += change;
    }
    Map<Modality, Double> shares = new LinkedHashMap<>();
    for (int m = 0; m < present.length; m++) {
      if (present[m]) {
        double share = total > 0 ? changes[m] / total : 1.0 / count(present);
        shares.put(model.encoders().get(m).modality(), share);
      }
    }
    return Collections.unmodifiableMap(shares);
  }

  private static int count(boolean[] present) {
    int count = 0;
    for (boolean one : present) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
