package dev.emotion4j.encoder;

import dev.emotion4j.body.BodyFeatures;
import dev.emotion4j.body.BodyWindow;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.BodyRecording;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * An encoder of body signals: features of windows, a small perceptron per window, the mean over the
 * windows. Thread-safe; holds no native memory.
 *
 * <p>Recordings are cut and measured by {@link dev.emotion4j.body.BodyWindows}; ready-made features
 * are taken by the names of the columns. A feature that is missing is masked. Windows without any
 * are left out; a signal without any is a problem. The quality of a signal is the mean quality of
 * its windows (those left out count 0) times the share of the columns that are known.
 */
public final class BodyEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "body";

  private final BodyOptions options;
  private final double dropout;
  private final Weights weights;

  private BodyEncoder(BodyOptions options, double dropout, Weights weights) {
    this.options = options;
    this.dropout = dropout;
    this.weights = weights;
  }

  /** Returns an encoder whose weights are as the options' seed makes them. */
  public static BodyEncoder of(BodyOptions options) {
    Weights seeded = Weights.initialized(options.seed());
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : Graph.record(network(options, 0)).parameters()) {
      values.put(parameter.path(), seeded.get(parameter));
    }
    return new BodyEncoder(options, 0, Weights.of(values));
  }

  private static BodyNetwork network(BodyOptions options, double dropout) {
    return new BodyNetwork(options.columns().size(), options.hidden(), options.width(), dropout);
  }

  /** Returns how it sees body signals. */
  public BodyOptions options() {
    return options;
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    return options.settings();
  }

  @Override
  public Modality modality() {
    return Modality.BODY;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    return signals.stream().map(this::prepared).toList();
  }

  private Prepared prepared(Signal signal) {
    if (!(signal instanceof BodySignal body)) {
      throw new IllegalArgumentException(
          "a signal of modality '"
              + signal.modality()
              + "' for the body encoder; expected BodySignal");
    }
    if (!body.features().isEmpty()) {
      Rows rows = new Rows();
      for (Map<String, Float> window : body.features()) {
        rows.add(columns(window), 1);
      }
      return rows.prepared(body.features().size(), Set.of());
    }
    try {
      return measured(body);
    } catch (EmotionException e) {
      return Prepared.failed(String.valueOf(e.getMessage()));
    }
  }

  private OptionalDouble[] columns(Map<String, Float> window) {
    OptionalDouble[] row = new OptionalDouble[options.columns().size()];
    for (int c = 0; c < row.length; c++) {
      Float value = window.get(options.columns().get(c));
      row[c] = value == null ? OptionalDouble.empty() : options.standardized(c, value);
    }
    return row;
  }

  private Prepared measured(BodySignal body) {
    BodyRecording recording = body.recording().orElseThrow();
    double length = recording.end() - recording.start();
    if (length / options.windows().stride() > dev.emotion4j.body.BodyWindows.MAX_WINDOWS) {
      return Prepared.failed(
          "the recording has "
              + Math.round(length)
              + " s; expected at most "
              + dev.emotion4j.body.BodyWindows.MAX_WINDOWS
              + " windows. Cut it");
    }
    List<BodyWindow> windows = options.windows().of(recording);
    if (windows.isEmpty()) {
      return Prepared.failed(
          "the recording has "
              + Math.round(length)
              + " s; expected at least "
              + Math.round(options.windows().seconds())
              + ", the length of a window");
    }
    Rows rows = new Rows();
    Set<String> notes = new LinkedHashSet<>(recording.notes());
    if (body.baseline().isEmpty() && options.columns().stream().anyMatch(c -> c.startsWith("z_"))) {
      notes.add("the wearer's baseline is not known");
    }
    for (BodyWindow window : windows) {
      OptionalDouble[] row = new OptionalDouble[options.columns().size()];
      for (int c = 0; c < row.length; c++) {
        OptionalDouble value =
            BodyFeatures.column(options.columns().get(c), window.features(), body.baseline());
        row[c] =
            value.isPresent()
                ? options.standardized(c, value.getAsDouble())
                : OptionalDouble.empty();
      }
      rows.add(row, window.quality());
    }
    notes.addAll(summary(windows));
    return rows.prepared(windows.size(), notes);
  }

  /** One note per sensor that failed: in how many windows, and why in the first of them. */
  private static List<String> summary(List<BodyWindow> windows) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    for (BodyWindow window : windows) {
      for (String note : window.notes()) {
        int colon = note.indexOf(": ");
        String sensor = note.substring(0, colon);
        counts.merge(sensor, 1, Integer::sum);
        reasons.putIfAbsent(sensor, note.substring(colon));
      }
    }
    List<String> notes = new ArrayList<>();
    reasons.forEach(
        (sensor, why) ->
            notes.add(
                sensor + " in " + counts.get(sensor) + " of " + windows.size() + " windows" + why));
    return notes;
  }

  /** Windows that have values, as they are joined to tensors. */
  private final class Rows {
    private final List<OptionalDouble[]> rows = new ArrayList<>();
    private double quality;
    private int known;

    void add(OptionalDouble[] row, double trust) {
      int there = (int) Arrays.stream(row).filter(OptionalDouble::isPresent).count();
      if (there > 0) {
        rows.add(row);
        quality += trust;
        known += there;
      }
    }

    Prepared prepared(int windows, Set<String> notes) {
      int columns = options.columns().size();
      if (rows.isEmpty()) {
        return Prepared.failed(
            "no feature could be measured in "
                + windows
                + " windows"
                + (notes.isEmpty()
                    ? "; expected some of the columns " + options.columns()
                    : ": " + String.join("; ", notes)));
      }
      float[] values = new float[rows.size() * columns];
      boolean[] mask = new boolean[values.length];
      for (int i = 0; i < values.length; i++) {
        OptionalDouble value = rows.get(i / columns)[i % columns];
        mask[i] = value.isPresent();
        values[i] = (float) value.orElse(0);
      }
      List<String> said = new ArrayList<>(notes);
      if (rows.size() < windows) {
        said.add((windows - rows.size()) + " of " + windows + " windows gave no feature");
      }
      double trust = quality / windows * known / values.length;
      Map<String, Tensor> tensors =
          Map.of(
              BodyNetwork.VALUES, Tensor.of(values, rows.size(), columns),
              BodyNetwork.MASK, Tensor.of(mask, rows.size(), columns));
      return new Prepared(tensors, rows.size(), said).quality(Math.min(1, trust));
    }
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    JoinedRows joined = new JoinedRows(rows);
    int columns = options.columns().size();
    return Map.of(
        BodyNetwork.VALUES, joined.steps(BodyNetwork.VALUES, Type.F32, columns),
        BodyNetwork.MASK, joined.steps(BodyNetwork.MASK, Type.BOOL, columns));
  }

  @Override
  public Network network() {
    return network(options, dropout);
  }

  @Override
  public int width() {
    return options.width();
  }

  @Override
  public int tokenWidth() {
    return options.width();
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public boolean paddingInvariant() {
    return true;
  }

  @Override
  public BodyEncoder withDropout(double rate) {
    return new BodyEncoder(options, rate, weights);
  }

  /** Does nothing: there is nothing to free. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "body encoder of " + options.columns().size() + " features";
  }
}
