package dev.emotion4j.assembly;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Meanwhile;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Takes samples to logits: one executable per encoder, run only for the rows that have the
 * modality, and one for fusion and head. Thread-safe; {@link #close} drains, then frees.
 */
public final class Runner implements AutoCloseable {
  private final EmotionModel model;
  private final LengthBatches batches;
  private final Map<Modality, Executable> encoders = new LinkedHashMap<>();
  private final Executable fusion;
  private final FusionRun fuse;

  /**
   * What came out for one sample.
   *
   * @param logits one per label; empty if none of the sample's signals could be used
   * @param shares per modality used, how much of the result rests on it; they add up to 1
   * @param alone per modality used, the logits that it gives alone
   * @param qualities per modality used, how clean its signal is, above 0 to 1
   * @param failed per modality whose signal could not be used, why
   * @param notes what the caller should know, such as a truncation
   */
  public record Outcome(
      double[] logits,
      Map<Modality, Double> shares,
      Map<Modality, double[]> alone,
      Map<Modality, Double> qualities,
      Map<Modality, String> failed,
      List<String> notes) {}

  /** Prepares the model's networks on a backend, all at once; adapters merged where they can be. */
  public Runner(
      EmotionModel model, Backend backend, ExecutionOptions options, LengthBatches batches) {
    this.model = Merged.of(model).orElse(model);
    this.batches = batches;
    Weights weights = this.model.weights();
    ModelNetworks networks = this.model.networks();
    Map<Modality, Meanwhile<Executable>> compiled = new LinkedHashMap<>();
    for (ModalityEncoder encoder : model.encoders()) {
      compiled.put(
          encoder.modality(),
          Meanwhile.start(
              "compile-" + encoder.modality(),
              () -> backend.compile(networks.encoder(encoder), weights, options)));
    }
    try {
      fusion = backend.compile(networks.fusion(), weights, options);
    } catch (RuntimeException | Error e) {
      compiled.values().forEach(executable -> executable.undo(e, Executable::close));
      throw e;
    }
    try {
      compiled.forEach((modality, executable) -> encoders.put(modality, executable.get()));
    } catch (RuntimeException | Error e) {
      compiled.values().forEach(executable -> executable.undo(e, Executable::close));
      fusion.close();
      throw e;
    }
    fuse = new FusionRun(this.model, fusion);
  }

  /** Returns where it runs. */
  public Device device() {
    return fusion.device();
  }

  /**
   * Runs samples; results are in their order. A modality that the model does not know is ignored
   * and noted; a signal that cannot be used is left out, and the outcome says why.
   *
   * @throws IllegalArgumentException if a sample has no modality that the model knows
   * @throws IllegalStateException after {@link #close}
   */
  public List<Outcome> run(List<Sample> samples) {
    return run(samples, new LinkedHashSet<>(model.modalities()));
  }

  /**
   * Runs samples as {@link #run(List)}, but only signals of some of the model's modalities.
   *
   * @param taken those that count; the others are ignored and noted
   */
  public List<Outcome> run(List<Sample> samples, Set<Modality> taken) {
    if (samples.isEmpty()) {
      return List.of();
    }
    Set<Modality> sources = sources(taken);
    check(samples, sources);
    List<Map<Modality, String>> failed = new ArrayList<>();
    List<List<String>> notes = new ArrayList<>();
    samples.forEach(sample -> notes.add(new ArrayList<>()));
    samples.forEach(sample -> failed.add(new LinkedHashMap<>()));
    noteIgnored(samples, sources, notes);
    Evidence evidence = encode(samples, taken, failed, notes);
    int[] usable = IntStream.range(0, samples.size()).filter(i -> evidence.count(i) > 0).toArray();
    Evidence some = usable.length == samples.size() ? evidence : evidence.rows(usable);
    double[][] logits = fuse.logits(some);
    List<Contributions> contributions = Contributions.of(model, fuse, some, logits);
    Outcome[] outcomes = new Outcome[samples.size()];
    for (int k = 0; k < usable.length; k++) {
      int i = usable[k];
      outcomes[i] =
          new Outcome(
              logits[k],
              contributions.get(k).shares(),
              contributions.get(k).alone(),
              qualities(evidence, i),
              failed.get(i),
              List.copyOf(notes.get(i)));
    }
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] =
            new Outcome(new double[0], Map.of(), Map.of(), Map.of(), failed.get(i), notes.get(i));
      }
    }
    return List.of(outcomes);
  }

  // The modalities of the signals that the encoders of some modalities take.
  private Set<Modality> sources(Set<Modality> taken) {
    Set<Modality> sources = new LinkedHashSet<>();
    for (ModalityEncoder encoder : model.encoders()) {
      if (taken.contains(encoder.modality())) {
        sources.add(encoder.source());
      }
    }
    return sources;
  }

  private Map<Modality, Double> qualities(Evidence evidence, int row) {
    Map<Modality, Double> qualities = new LinkedHashMap<>();
    for (int m = 0; m < model.encoders().size(); m++) {
      if (evidence.present()[row][m]) {
        qualities.put(model.encoders().get(m).modality(), (double) evidence.quality()[row][m]);
      }
    }
    return qualities;
  }

  private static void noteIgnored(
      List<Sample> samples, Set<Modality> taken, List<List<String>> notes) {
    for (int i = 0; i < samples.size(); i++) {
      for (Modality modality : samples.get(i).modalities()) {
        if (!taken.contains(modality)) {
          notes.get(i).add("ignored " + modality + ": only " + taken + " are taken");
        }
      }
    }
  }

  /** Returns the features of one modality, a row per signal: the encoder as a feature extractor. */
  public float[][] embed(List<? extends Signal> signals) {
    Modality modality = signals.get(0).modality();
    int index = model.modalities().indexOf(modality);
    if (index < 0) {
      throw new IllegalArgumentException(
          "no encoder for '" + modality + "'; the model has " + model.modalities());
    }
    for (Signal signal : signals) {
      if (!signal.modality().equals(modality)) {
        throw new IllegalArgumentException(
            "signals of '"
                + modality
                + "' and '"
                + signal.modality()
                + "' in one call; embed one modality at a time");
      }
    }
    ModalityEncoder encoder = model.encoders().get(index);
    List<Prepared> prepared = encoder.prepare(signals);
    for (int i = 0; i < prepared.size(); i++) {
      if (prepared.get(i).problem().isPresent()) {
        throw new EmotionException(
            "signal " + i + " cannot be used: " + prepared.get(i).problem().get());
      }
    }
    Evidence.Part part = new Evidence.Part(signals.size());
    encode(encoder, IntStream.range(0, signals.size()).boxed().toList(), prepared, part);
    return part.features();
  }

  private void check(List<Sample> samples, Set<Modality> taken) {
    for (int i = 0; i < samples.size(); i++) {
      if (samples.get(i).modalities().stream().noneMatch(taken::contains)) {
        throw new IllegalArgumentException(
            (samples.size() == 1 ? "the sample" : "sample " + (i + 1) + " of " + samples.size())
                + " has "
                + samples.get(i).modalities()
                + "; the model '"
                + model.name()
                + "' takes "
                + taken
                + ". Add a part of those, or a branch for the others");
      }
    }
  }

  private Evidence encode(
      List<Sample> samples,
      Set<Modality> taken,
      List<Map<Modality, String>> failed,
      List<List<String>> notes) {
    int modalities = model.encoders().size();
    boolean[][] present = new boolean[samples.size()][modalities];
    float[][] quality = new float[samples.size()][modalities];
    List<Evidence.Part> parts = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      for (float[] row : quality) {
        row[m] = 1;
      }
      parts.add(new Evidence.Part(samples.size()));
      if (taken.contains(model.encoders().get(m).modality())) {
        encode(m, samples, parts.get(m), present, quality, failed, notes);
      }
    }
    return new Evidence(parts, present, quality);
  }

  private void encode(
      int m,
      List<Sample> samples,
      Evidence.Part part,
      boolean[][] present,
      float[][] quality,
      List<Map<Modality, String>> failed,
      List<List<String>> notes) {
    ModalityEncoder encoder = model.encoders().get(m);
    List<Integer> having = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Signal signal = samples.get(i).signal(encoder.source()).orElse(null);
      if (signal != null) {
        having.add(i);
        signals.add(signal);
      }
    }
    if (signals.isEmpty()) {
      return;
    }
    List<Prepared> all = encoder.prepare(signals);
    List<Integer> rows = new ArrayList<>();
    List<Prepared> usable = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      int row = having.get(k);
      notes.get(row).addAll(all.get(k).notes());
      if (all.get(k).problem().isPresent()) {
        failed.get(row).put(encoder.modality(), all.get(k).problem().get());
      } else if (!all.get(k).isAbsent()) {
        rows.add(row);
        usable.add(all.get(k));
        present[row][m] = true;
        quality[row][m] = (float) all.get(k).quality();
      }
    }
    encode(encoder, rows, usable, part);
  }

  // Row rows[k] of the part is what the network gives for prepared[k].
  private void encode(
      ModalityEncoder encoder, List<Integer> rows, List<Prepared> prepared, Evidence.Part part) {
    int[] lengths = prepared.stream().mapToInt(Prepared::length).toArray();
    LengthBatches plan =
        encoder.paddingInvariant()
            ? batches
            : new LengthBatches(batches.budget(), batches.maxRows(), true);
    Executable executable = executable(encoder.modality());
    for (int[] batch : plan.plan(lengths)) {
      List<Prepared> chosen = new ArrayList<>();
      for (int row : batch) {
        chosen.add(prepared.get(row));
      }
      Map<String, Tensor> out = executable.run(encoder.batch(chosen));
      split(result(out, ModalityEncoder.FEATURES), batch, rows, part.features());
      if (out.containsKey(ModalityEncoder.TOKENS)) {
        split(result(out, ModalityEncoder.TOKENS), batch, rows, part.tokens());
        boolean[] mask = result(out, ModalityEncoder.TOKEN_MASK).booleans();
        int steps = mask.length / batch.length;
        for (int b = 0; b < batch.length; b++) {
          part.masks()[rows.get(batch[b])] = Arrays.copyOfRange(mask, b * steps, (b + 1) * steps);
        }
      }
    }
  }

  // Row b of a tensor goes to the row of its sample.
  private static void split(Tensor out, int[] batch, List<Integer> rows, float[][] into) {
    int width = out.size() / batch.length;
    for (int b = 0; b < batch.length; b++) {
      float[] row = new float[width];
      out.buffer()
          .position(b * width * 4)
          .slice()
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(row);
      into[rows.get(batch[b])] = row;
    }
  }

  private Executable executable(Modality modality) {
    Executable executable = encoders.get(modality);
    if (executable == null) {
      throw new IllegalStateException("no executable for '" + modality + "'");
    }
    return executable;
  }

  static Tensor result(Map<String, Tensor> results, String name) {
    Tensor tensor = results.get(name);
    if (tensor == null) {
      throw new IllegalStateException(
          "the backend returned " + results.keySet() + "; expected '" + name + "'");
    }
    return tensor;
  }

  @Override
  public void close() {
    try {
      encoders.values().forEach(Executable::close);
    } finally {
      fusion.close();
    }
  }
}
