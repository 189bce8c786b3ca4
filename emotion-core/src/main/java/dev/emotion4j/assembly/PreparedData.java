package dev.emotion4j.assembly;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.TrainingData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Examples prepared once for a model: tokenised, cropped, windowed. Rows that have the same
 * modalities share a loss graph. Immutable; holds every prepared row in memory.
 */
public final class PreparedData implements TrainingData {
  /** The input of objectives over classes: F32 {@code [batch, labels]}, each row adds up to 1. */
  public static final String TARGETS = "targets";

  private static final LengthBatches EVALUATION = new LengthBatches(4096, 256, false);

  private final EmotionModel model;
  private final List<Map<Modality, Prepared>> rows;
  private final boolean[][] truth;
  private final Map<Set<Modality>, Graph> losses;
  private final Map<Set<Modality>, Graph> forwards;

  private PreparedData(
      EmotionModel model,
      List<Map<Modality, Prepared>> rows,
      boolean[][] truth,
      Map<Set<Modality>, Graph> losses,
      Map<Set<Modality>, Graph> forwards) {
    this.model = model;
    this.rows = rows;
    this.truth = truth;
    this.losses = losses;
    this.forwards = forwards;
  }

  /**
   * Prepares examples.
   *
   * @param model the model to be tuned: its encoders prepare, its networks are recorded
   * @throws IllegalArgumentException if a label is not in the model's set, or an example has none
   *     of the model's modalities
   */
  public static PreparedData of(EmotionModel model, List<Example> examples, Objective objective) {
    List<Map<Modality, Prepared>> rows = new ArrayList<>();
    examples.forEach(example -> rows.add(new LinkedHashMap<>()));
    for (ModalityEncoder encoder : model.encoders()) {
      prepare(encoder, examples, rows);
    }
    Map<Set<Modality>, Graph> losses = new LinkedHashMap<>();
    Map<Set<Modality>, Graph> forwards = new LinkedHashMap<>();
    ModelNetworks networks = model.networks();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "example "
                + i
                + " has "
                + examples.get(i).sample().modalities()
                + "; the model takes "
                + model.modalities());
      }
      losses.computeIfAbsent(rows.get(i).keySet(), set -> networks.loss(set, objective));
      forwards.computeIfAbsent(rows.get(i).keySet(), networks::whole);
    }
    return new PreparedData(model, rows, truth(model.labels(), examples), losses, forwards);
  }

  private static void prepare(
      ModalityEncoder encoder, List<Example> examples, List<Map<Modality, Prepared>> rows) {
    List<Integer> having = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Signal signal = examples.get(i).sample().signal(encoder.modality()).orElse(null);
      if (signal != null) {
        having.add(i);
        signals.add(signal);
      }
    }
    if (signals.isEmpty()) {
      return; // an encoder is never asked to prepare nothing
    }
    List<Prepared> prepared = encoder.prepare(signals);
    for (int i = 0; i < prepared.size(); i++) {
      rows.get(having.get(i)).put(encoder.modality(), prepared.get(i));
    }
  }

  private static boolean[][] truth(LabelSet labels, List<Example> examples) {
    boolean[][] truth = new boolean[examples.size()][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      for (String label : examples.get(i).labels()) {
        truth[i][labels.index(label)] = true;
      }
    }
    return truth;
  }

  /** Returns per row which labels hold, copied. */
  public boolean[][] labelSets() {
    return java.util.Arrays.stream(truth).map(boolean[]::clone).toArray(boolean[][]::new);
  }

  /** Returns per row which labels hold; the caller must not write to it. */
  boolean[][] truth() {
    return truth;
  }

  /** Returns whether a row has more than one label. */
  public boolean isMultiLabel() {
    for (boolean[] row : truth) {
      if (count(row) > 1) {
        return true;
      }
    }
    return false;
  }

  /** Returns the loss graphs and the forward graphs, each once. */
  public Set<Graph> graphs() {
    Set<Graph> graphs = new LinkedHashSet<>(losses.values());
    graphs.addAll(forwards.values());
    return graphs;
  }

  /** Returns the graphs for running only. */
  public Set<Graph> forwardGraphs() {
    return new LinkedHashSet<>(forwards.values());
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int length(int row) {
    return rows.get(row).values().stream().mapToInt(Prepared::length).max().orElse(0);
  }

  @Override
  public Graph graph(int row) {
    return graph(losses, row);
  }

  @Override
  public Map<String, Tensor> batch(int[] chosen) {
    Map<String, Tensor> inputs = inputs(chosen);
    int labels = model.labels().size();
    float[] targets = new float[chosen.length * labels];
    for (int b = 0; b < chosen.length; b++) {
      boolean[] row = truth[chosen[b]];
      for (int label = 0; label < labels; label++) {
        targets[b * labels + label] = row[label] ? 1f / count(row) : 0;
      }
    }
    inputs.put(TARGETS, Tensor.of(targets, chosen.length, labels));
    return inputs;
  }

  private Map<String, Tensor> inputs(int[] chosen) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (ModalityEncoder encoder : model.encoders()) {
      List<Prepared> parts = new ArrayList<>();
      for (int row : chosen) {
        Prepared prepared = rows.get(row).get(encoder.modality());
        if (prepared != null) {
          parts.add(prepared);
        }
      }
      if (!parts.isEmpty()) {
        encoder
            .batch(parts)
            .forEach((name, t) -> inputs.put(model.networks().inputName(encoder, name), t));
      }
    }
    return inputs;
  }

  /** Runs the present weights of a trainer over all rows; returns their logits in order. */
  public double[][] logits(Trainer trainer) {
    double[][] logits = new double[size()][];
    Map<Graph, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      groups.computeIfAbsent(graph(forwards, i), graph -> new ArrayList<>()).add(i);
    }
    groups.forEach((graph, group) -> logits(trainer, graph, group, logits));
    return logits;
  }

  private void logits(Trainer trainer, Graph graph, List<Integer> group, double[][] logits) {
    int[] lengths = group.stream().mapToInt(this::length).toArray();
    for (int[] batch : EVALUATION.plan(lengths)) {
      int[] chosen = java.util.Arrays.stream(batch).map(group::get).toArray();
      Tensor out = trainer.run(graph, inputs(chosen)).get(Objective.LOGITS);
      if (out == null) {
        throw new EmotionException("the trainer returned no '" + Objective.LOGITS + "'");
      }
      float[] values = out.floats();
      int labels = model.labels().size();
      for (int b = 0; b < chosen.length; b++) {
        logits[chosen[b]] = new double[labels];
        for (int label = 0; label < labels; label++) {
          logits[chosen[b]][label] = finite(values[b * labels + label]);
        }
      }
    }
  }

  private static double finite(float logit) {
    if (!Float.isFinite(logit)) {
      throw new EmotionException(
          "the model in training gives the logit "
              + logit
              + "; its weights have run away: lower the learning rate or clip the gradients");
    }
    return logit;
  }

  private Graph graph(Map<Set<Modality>, Graph> graphs, int row) {
    Graph graph = graphs.get(rows.get(row).keySet());
    if (graph == null) {
      throw new IllegalStateException("no graph for " + rows.get(row).keySet());
    }
    return graph;
  }

  private static int count(boolean[] row) {
    int count = 0;
    for (boolean one : row) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
