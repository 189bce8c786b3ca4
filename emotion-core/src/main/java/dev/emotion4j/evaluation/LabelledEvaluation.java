package dev.emotion4j.evaluation;

import dev.emotion4j.signal.LabelSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares a model's distributions with the labels of a data set whose words may be others: a map
 * given by the caller first, then the aliases of the {@link LabelSet}. Rows with one label are
 * compared with the most probable label, rows with a label list with the labels that reach their
 * thresholds. Not thread-safe; keeps one row of probabilities per sample.
 */
public final class LabelledEvaluation {
  private record Row(Set<String> truth, double[] probabilities, boolean[] reached) {}

  private final LabelSet labels;
  private final Map<String, String> map;
  private final boolean restrict;
  private final boolean skipUnknown;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Long> unknown = new TreeMap<>();
  private final Map<String, String> applied = new TreeMap<>();
  private final Set<Boolean> kinds = new LinkedHashSet<>();
  private long skipped;

  /**
   * An empty evaluation.
   *
   * @param labels the model's
   * @param map from the data's words to the model's labels
   * @param restrict whether labels that the data never has are left out of the choice
   * @param skipUnknown whether data labels that the model lacks are skipped, or an error
   * @throws IllegalArgumentException if the map leads to a label that the model lacks
   */
  public LabelledEvaluation(
      LabelSet labels, Map<String, String> map, boolean restrict, boolean skipUnknown) {
    this.labels = labels;
    this.map = Map.copyOf(map);
    this.restrict = restrict;
    this.skipUnknown = skipUnknown;
    map.forEach(
        (from, to) -> {
          if (labels.find(to).isEmpty()) {
            throw new IllegalArgumentException(
                "the map takes '"
                    + from
                    + "' to '"
                    + to
                    + "', which the model lacks; it has "
                    + labels.names());
          }
        });
  }

  /**
   * Adds a sample.
   *
   * @param truth the labels of the data, at least one
   * @param set whether they are a label list, compared with the thresholded set
   * @param distribution the model's probability per label
   * @param thresholds the model's; without them the set is the top label
   */
  public void add(
      Set<String> truth,
      boolean set,
      Map<String, Double> distribution,
      Optional<Thresholds> thresholds) {
    Set<String> known = new LinkedHashSet<>();
    for (String label : truth) {
      Optional<String> found = labels.find(map.getOrDefault(label, label));
      if (found.isEmpty()) {
        unknown.merge(label, 1L, Long::sum);
        continue;
      }
      known.add(found.get());
      if (!found.get().equals(label)) {
        applied.put(label, found.get());
      }
    }
    if (known.isEmpty()) {
      skipped++;
      return;
    }
    double[] probabilities =
        distribution.values().stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] reached = thresholds.map(t -> t.apply(probabilities)).orElseGet(() -> new boolean[0]);
    kinds.add(set);
    rows.add(new Row(known, probabilities, reached));
  }

  /**
   * Returns the report.
   *
   * @throws IllegalArgumentException if the data has labels that the model lacks and they are not
   *     skipped (the message names them with their counts), if it mixes label and label lists, or
   *     if nothing is left
   */
  public ClassificationReport report() {
    if (!unknown.isEmpty() && !skipUnknown) {
      throw new IllegalArgumentException(
          "the data has labels that the model lacks, with how often: "
              + unknown
              + "; the model has "
              + labels.names()
              + ". Map them with --map, or leave them out with --skip-unknown");
    }
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "some rows have 'label' and some 'labels'; expected one of them throughout");
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no labelled row is left to evaluate");
    }
    boolean[] allowed = allowed();
    return kinds.contains(true) ? sets(allowed) : tops(allowed);
  }

  private boolean[] allowed() {
    boolean[] allowed = new boolean[labels.size()];
    for (int i = 0; i < allowed.length; i++) {
      String name = labels.name(i);
      allowed[i] = !restrict || rows.stream().anyMatch(row -> row.truth().contains(name));
    }
    return allowed;
  }

  private ClassificationReport tops(boolean[] allowed) {
    int[] truth = new int[rows.size()];
    int[] predicted = new int[rows.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = labels.index(rows.get(i).truth().iterator().next());
      predicted[i] = top(rows.get(i).probabilities(), allowed);
    }
    ClassificationReport report = ClassificationReport.singleLabel(labels, truth, predicted);
    return restrict ? report.restrictedTo(names(allowed)) : report;
  }

  private ClassificationReport sets(boolean[] allowed) {
    boolean[][] truth = new boolean[rows.size()][labels.size()];
    boolean[][] predicted = new boolean[rows.size()][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      Row row = rows.get(i);
      for (String label : row.truth()) {
        truth[i][labels.index(label)] = true;
      }
      if (row.reached().length == 0) {
        predicted[i][top(row.probabilities(), allowed)] = true;
      }
      for (int label = 0; label < row.reached().length; label++) {
        predicted[i][label] = row.reached()[label] && allowed[label];
      }
    }
    ClassificationReport report = ClassificationReport.multiLabel(labels, truth, predicted);
    return restrict ? report.restrictedTo(names(allowed)) : report;
  }

  private static int top(double[] probabilities, boolean[] allowed) {
    int top = -1;
    for (int i = 0; i < probabilities.length; i++) {
      if (allowed[i] && (top < 0 || probabilities[i] > probabilities[top])) {
        top = i;
      }
    }
    return top;
  }

  private String[] names(boolean[] allowed) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < allowed.length; i++) {
      if (allowed[i]) {
        names.add(labels.name(i));
      }
    }
    return names.toArray(String[]::new);
  }

  /** Returns what the reader of the report should know: aliases applied, labels skipped. */
  public List<String> notes() {
    Map<String, String> stated = new LinkedHashMap<>();
    if (!applied.isEmpty()) {
      stated.put("labels read as", applied.toString());
    }
    if (!unknown.isEmpty()) {
      stated.put("labels the model lacks, skipped, with how often", unknown.toString());
    }
    if (skipped > 0) {
      stated.put("rows without a label that the model has, left out", Long.toString(skipped));
    }
    return stated.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }
}
