package dev.emotion4j.assembly;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.spi.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes samples to logits: one executable per encoder, run only for the rows that have the
 * modality, and one for fusion and head. Thread-safe; {@link #close} drains, then frees.
 */
public final class Runner implements AutoCloseable {
  private final EmotionModel model;
  private final LengthBatches batches;
  private final Map<Modality, Executable> encoders = new LinkedHashMap<>();
  private final Executable fusion;

  /**
   * What came out for one sample.
   *
   * @param logits one per label
   * @param shares per modality used, how much of the result rests on it; they add up to 1
   * @param notes what the caller should know, such as a truncation
   */
  public record Outcome(double[] logits, Map<Modality, Double> shares, List<String> notes) {}

  /** Prepares the model's networks on a backend, adapters merged where they can be. */
  public Runner(
      EmotionModel model, Backend backend, ExecutionOptions options, LengthBatches batches) {
    this.model = Merged.of(model).orElse(model);
    this.batches = batches;
    Weights weights = this.model.weights();
    ModelNetworks networks = this.model.networks();
    try {
      for (ModalityEncoder encoder : model.encoders()) {
        encoders.put(
            encoder.modality(), backend.compile(networks.encoder(encoder), weights, options));
      }
      fusion = backend.compile(networks.fusion(), weights, options);
    } catch (RuntimeException | Error e) {
      encoders.values().forEach(Executable::close);
      throw e;
    }
  }

  /** Returns where it runs. */
  public Device device() {
    return fusion.device();
  }

  /**
   * Runs samples; results are in their order. A modality that the model does not know is ignored
   * and noted.
   *
   * @throws IllegalArgumentException if a sample has no modality that the model knows
   * @throws IllegalStateException after {@link #close}
   */
  public List<Outcome> run(List<Sample> samples) {
    if (samples.isEmpty()) {
      return List.of();
    }
    int modalities = model.encoders().size();
    boolean[][] present = new boolean[samples.size()][modalities];
    List<List<String>> notes = new ArrayList<>();
    samples.forEach(sample -> notes.add(new ArrayList<>()));
    List<float[][]> features = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      features.add(encode(m, samples, present, notes));
    }
    check(samples, present);
    noteIgnored(samples, notes);
    double[][] logits = fuse(features, present);
    List<Map<Modality, Double>> shares =
        new Shares(model, this::fuse).of(features, present, logits);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      outcomes.add(new Outcome(logits[i], shares.get(i), List.copyOf(notes.get(i))));
    }
    return outcomes;
  }

  private void noteIgnored(List<Sample> samples, List<List<String>> notes) {
    List<Modality> known = model.modalities();
    for (int i = 0; i < samples.size(); i++) {
      for (Modality modality : samples.get(i).modalities()) {
        if (!known.contains(modality)) {
          notes.get(i).add("ignored " + modality + ": the model takes " + known);
        }
      }
    }
  }

  /** Returns the features of one modality, a row per signal: the encoder as a feature extractor. */
  public float[][] embed(List<? extends Signal> signals) {
    List<Sample> samples = signals.stream().map(Sample::of).toList();
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
    List<List<String>> notes = new ArrayList<>();
    samples.forEach(sample -> notes.add(new ArrayList<>()));
    return encode(index, samples, new boolean[samples.size()][model.encoders().size()], notes);
  }

  private void check(List<Sample> samples, boolean[][] present) {
    for (int i = 0; i < present.length; i++) {
      boolean any = false;
      for (boolean one : present[i]) {
        any |= one;
      }
      if (!any) {
        throw new IllegalArgumentException(
            "sample "
                + i
                + " has "
                + samples.get(i).modalities()
                + "; the model '"
                + model.name()
                + "' takes "
                + model.modalities());
      }
    }
  }

  private float[][] encode(
      int m, List<Sample> samples, boolean[][] present, List<List<String>> notes) {
    ModalityEncoder encoder = model.encoders().get(m);
    List<Integer> rows = new ArrayList<>();
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      Signal signal = samples.get(i).signal(encoder.modality()).orElse(null);
      if (signal != null) {
        rows.add(i);
        signals.add(signal);
        present[i][m] = true;
      }
    }
    float[][] features = new float[samples.size()][];
    if (signals.isEmpty()) {
      return features;
    }
    List<Prepared> prepared = encoder.prepare(signals);
    for (int i = 0; i < prepared.size(); i++) {
      notes.get(rows.get(i)).addAll(prepared.get(i).notes());
    }
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
      Tensor out = result(executable.run(encoder.batch(chosen)), ModalityEncoder.FEATURES);
      split(out, batch, rows, features);
    }
    return features;
  }

  private static void split(Tensor out, int[] batch, List<Integer> rows, float[][] features) {
    int width = out.dim(1);
    for (int b = 0; b < batch.length; b++) {
      float[] row = new float[width];
      out.buffer()
          .position(b * width * 4)
          .slice()
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(row);
      features[rows.get(batch[b])] = row;
    }
  }

  private Executable executable(Modality modality) {
    Executable executable = encoders.get(modality);
    if (executable == null) {
      throw new IllegalStateException("no executable for '" + modality + "'");
    }
    return executable;
  }

  private static Tensor result(Map<String, Tensor> results, String name) {
    Tensor tensor = results.get(name);
    if (tensor == null) {
      throw new IllegalStateException(
          "the backend returned " + results.keySet() + "; expected '" + name + "'");
    }
    return tensor;
  }

  private double[][] fuse(List<float[][]> features, boolean[][] present) {
    int rows = present.length;
    int modalities = model.encoders().size();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int m = 0; m < modalities; m++) {
      int width = model.encoders().get(m).width();
      float[] flat = new float[rows * width];
      for (int i = 0; i < rows; i++) {
        float[] row = features.get(m)[i];
        if (row != null) {
          System.arraycopy(row, 0, flat, i * width, width);
        }
      }
      Modality modality = model.encoders().get(m).modality();
      inputs.put(ModelNetworks.featuresOf(modality), Tensor.of(flat, rows, width));
    }
    boolean[] mask = new boolean[rows * modalities];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(present[i], 0, mask, i * modalities, modalities);
    }
    inputs.put(ModelNetworks.PRESENT, Tensor.of(mask, rows, modalities));
    Tensor out = result(fusion.run(inputs), Objective.LOGITS);
    int labels = out.dim(1);
    double[][] logits = new double[rows][labels];
    for (int i = 0; i < rows * labels; i++) {
      logits[i / labels][i % labels] = out.getFloat(i);
    }
    return logits;
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
