package dev.emotion4j.assembly;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.Augmentation;
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
import java.util.SplittableRandom;

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
  private final float[][] targets;
  private final TrainingOptions options;
  private final List<UnusableSignals> unusable;
  private final Map<Set<Modality>, Graph> losses;
  private final Map<Set<Modality>, Graph> forwards;

  private PreparedData(
      EmotionModel model,
      List<Map<Modality, Prepared>> rows,
      boolean[][] truth,
      float[][] targets,
      TrainingOptions options,
      List<UnusableSignals> unusable,
      Map<Set<Modality>, Graph> losses,
      Map<Set<Modality>, Graph> forwards) {
    this.model = model;
    this.rows = rows;
    this.truth = truth;
    this.targets = targets;
    this.options = options;
    this.unusable = unusable;
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
    return of(model, examples, objective, TrainingOptions.NONE);
  }

  /**
   * Prepares examples for training.
   *
   * @param options what happens to rows on their way into a batch
   * @throws IllegalArgumentException if a label is not in the model's set, or an example has none
   *     of the model's modalities, or none that can be used
   */
  public static PreparedData of(
      EmotionModel model, List<Example> examples, Objective objective, TrainingOptions options) {
    List<String> problems = new ArrayList<>();
    examples.forEach(example -> problems.add(""));
    List<Map<Modality, Prepared>> rows = new ArrayList<>();
    examples.forEach(example -> rows.add(new LinkedHashMap<>()));
    List<UnusableSignals> unusable = new ArrayList<>();
    for (ModalityEncoder encoder : model.encoders()) {
      prepare(encoder, examples, rows, problems, unusable);
    }
    Map<Set<Modality>, Graph> losses = new LinkedHashMap<>();
    Map<Set<Modality>, Graph> forwards = new LinkedHashMap<>();
    ModelNetworks networks = model.networks();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "example "
                + (i + 1)
                + " of "
                + rows.size()
                + " has "
                + examples.get(i).sample().modalities()
                + ", of which nothing can be used; the model takes "
                + model.modalities()
                + problems.get(i));
      }
      losses.computeIfAbsent(rows.get(i).keySet(), set -> networks.loss(set, objective));
      forwards.computeIfAbsent(rows.get(i).keySet(), networks::whole);
    }
    boolean[][] truth = truth(model.labels(), examples);
    float[][] targets = targets(model.labels(), examples, truth);
    if (options.classBalanced()) {
      balance(targets);
    }
    return new PreparedData(
        model, rows, truth, targets, options, List.copyOf(unusable), losses, forwards);
  }

  private static void prepare(
      ModalityEncoder encoder,
      List<Example> examples,
      List<Map<Modality, Prepared>> rows,
      List<String> problems,
      List<UnusableSignals> unusable) {
    List<Integer> having = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Signal signal = examples.get(i).sample().signal(encoder.source()).orElse(null);
      if (signal != null) {
        having.add(i);
        signals.add(signal);
      }
    }
    if (signals.isEmpty()) {
      return; // an encoder is never asked to prepare nothing
    }
    List<Prepared> prepared = encoder.prepare(signals);
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < prepared.size(); i++) {
      int row = having.get(i);
      if (prepared.get(i).problem().isPresent()) {
        failed.add(i);
        String problem = encoder.modality() + ": " + prepared.get(i).problem().get();
        problems.set(row, problems.get(row) + "; " + problem);
      } else if (!prepared.get(i).isAbsent()) {
        rows.get(row).put(encoder.modality(), prepared.get(i));
      }
    }
    if (!failed.isEmpty()) {
      int first = failed.get(0);
      String reason = prepared.get(first).problem().orElseThrow();
      unusable.add(
          new UnusableSignals(
              encoder.modality(), failed.size(), signals.size(), having.get(first) + 1, reason));
    }
  }

  private static float[][] targets(LabelSet labels, List<Example> examples, boolean[][] truth) {
    float[][] targets = new float[truth.length][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      Map<String, Double> soft = examples.get(i).distribution();
      for (Map.Entry<String, Double> share : soft.entrySet()) {
        targets[i][labels.index(share.getKey())] += share.getValue().floatValue();
      }
      for (int label = 0; label < labels.size() && soft.isEmpty(); label++) {
        targets[i][label] = truth[i][label] ? 1f / count(truth[i]) : 0;
      }
    }
    return targets;
  }

  // Cross-entropy is linear in its targets, so a row's weight can stand in them.
  private static void balance(float[][] targets) {
    double[] mass = new double[targets[0].length];
    for (float[] row : targets) {
      for (int label = 0; label < row.length; label++) {
        mass[label] += row[label];
      }
    }
    long known = java.util.Arrays.stream(mass).filter(m -> m > 0).count();
    for (float[] row : targets) {
      for (int label = 0; label < row.length; label++) {
        if (row[label] > 0) {
          row[label] *= (float) (targets.length / (known * mass[label]));
        }
      }
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

  /** Returns which signals of the examples could not be used, per modality that has such. */
  public List<UnusableSignals> unusable() {
    return unusable;
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
  public Map<String, Tensor> batch(int[] chosen, long seed) {
    List<Map<Modality, Prepared>> some = new ArrayList<>();
    for (int b = 0; b < chosen.length; b++) {
      some.add(augmented(rows.get(chosen[b]), Initializer.mix(seed, "row " + b)));
    }
    Map<String, Tensor> inputs = inputs(some, options.modalityDropout(), seed);
    int labels = model.labels().size();
    float[] flat = new float[chosen.length * labels];
    for (int b = 0; b < chosen.length; b++) {
      System.arraycopy(targets[chosen[b]], 0, flat, b * labels, labels);
    }
    inputs.put(TARGETS, Tensor.of(flat, chosen.length, labels));
    return inputs;
  }

  private Map<Modality, Prepared> augmented(Map<Modality, Prepared> row, long seed) {
    if (options.augmentations().isEmpty()) {
      return row;
    }
    Map<Modality, Prepared> changed = new LinkedHashMap<>(row);
    changed.replaceAll(
        (modality, prepared) -> {
          Prepared result = prepared;
          long chance = Initializer.mix(seed, modality.name());
          for (Augmentation one : options.augmentations().getOrDefault(modality, List.of())) {
            result = one.apply(result, chance++);
          }
          return result;
        });
    return changed;
  }

  private Map<String, Tensor> inputs(
      List<Map<Modality, Prepared>> chosen, double modalityDropout, long seed) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    if (!model.networks().isSingle()) {
      masks(chosen, modalityDropout, new SplittableRandom(seed), inputs);
    }
    for (ModalityEncoder encoder : model.encoders()) {
      List<Prepared> parts = new ArrayList<>();
      for (Map<Modality, Prepared> row : chosen) {
        Prepared prepared = row.get(encoder.modality());
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

  private void masks(
      List<Map<Modality, Prepared>> chosen,
      double dropout,
      SplittableRandom random,
      Map<String, Tensor> inputs) {
    int modalities = model.encoders().size();
    boolean[] present = new boolean[chosen.size() * modalities];
    float[] quality = new float[present.length];
    for (int b = 0; b < chosen.size(); b++) {
      List<Integer> there = new ArrayList<>();
      for (int m = 0; m < modalities; m++) {
        Prepared prepared = chosen.get(b).get(model.encoders().get(m).modality());
        quality[b * modalities + m] = prepared == null ? 1 : (float) prepared.quality();
        if (prepared != null) {
          there.add(b * modalities + m);
        }
      }
      List<Integer> kept = new ArrayList<>(there);
      if (dropout > 0) {
        kept.removeIf(m -> random.nextDouble() < dropout);
      }
      if (kept.isEmpty()) {
        kept.add(there.get(random.nextInt(there.size())));
      }
      kept.forEach(at -> present[at] = true);
    }
    inputs.put(ModelNetworks.PRESENT, Tensor.of(present, chosen.size(), modalities));
    inputs.put(ModelNetworks.QUALITY, Tensor.of(quality, chosen.size(), modalities));
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
      List<Map<Modality, Prepared>> some =
          java.util.Arrays.stream(chosen).mapToObj(rows::get).toList();
      Tensor out = trainer.run(graph, inputs(some, 0, 0)).get(Objective.LOGITS);
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
