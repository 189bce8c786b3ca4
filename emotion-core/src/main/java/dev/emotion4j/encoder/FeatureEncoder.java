package dev.emotion4j.encoder;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * An encoder of {@link FeatureVector ready-made features} of any modality: standardised as the
 * training rows were, outliers clipped, then, if wanted, hidden layers of linear, layer norm, GELU
 * and dropout. Thread-safe; holds nothing that must be closed.
 *
 * <p>The standardisation is part of the settings and never trained; the hidden layers {@code
 * hidden.I}, {@code norm.I} start from a seed and are trained with the model.
 *
 * <p>A vector that lies further out than the training rows has a low quality. Its distance is the
 * mean over columns of {@code (z - rho z')^2 / (1 - rho^2)}, where {@code z} is a standardised
 * value, {@code z'} that of the column it follows most closely in training, and {@code rho} their
 * correlation: noise breaks what belongs together long before it leaves the range. Quality is the
 * distance of the training row at the 99th percentile over the vector's own, at most 1, at least
 * .001. Numbers that are not finite, and a vector of another length, are a problem of that signal.
 */
public final class FeatureEncoder implements ModalityEncoder {
  static final String PROVIDER = "features";

  private static final double LEAST_QUALITY = 1e-3;
  private static final double EPSILON = 1e-5;
  private static final String VALUES = "values";

  private final FeatureOptions options;
  private final double dropout;
  private final Weights weights;

  FeatureEncoder(FeatureOptions options, double dropout) {
    this.options = options;
    this.dropout = dropout;
    Map<String, Tensor> starting = new LinkedHashMap<>();
    Weights seeded = Weights.initialized(options.seed());
    for (Parameter parameter : Graph.record(network()).parameters()) {
      starting.put(parameter.path(), seeded.get(parameter));
    }
    weights = Weights.of(starting);
  }

  private FeatureEncoder(FeatureOptions options, double dropout, Weights weights) {
    this.options = options;
    this.dropout = dropout;
    this.weights = weights;
  }

  /**
   * Returns an encoder without hidden layers that standardises as these rows are: each column to
   * mean 0 and deviation 1 (a constant one to 0), clipped to 5 deviations. Fit it on training rows
   * only; what it has seen of others, a test does not test.
   *
   * @param modality what the features are about
   * @param training two rows or more of equal length and finite numbers
   * @throws IllegalArgumentException if the rows are none of that
   */
  public static FeatureEncoder fitted(Modality modality, List<float[]> training) {
    return new FeatureEncoder(FeatureOptions.fitted(modality, training), 0);
  }

  /** Returns a copy with hidden layers of these widths; the last is the width of the features. */
  public FeatureEncoder hidden(int... widths) {
    return new FeatureEncoder(options.hidden(Arrays.stream(widths).boxed().toList()), dropout);
  }

  /** Returns a copy that clips standardised values to within so many deviations, 5 by default. */
  public FeatureEncoder clip(double deviations) {
    return new FeatureEncoder(options.clip(deviations), dropout);
  }

  /** Returns a copy whose hidden layers start from another seed, 42 by default. */
  public FeatureEncoder seed(long seed) {
    return new FeatureEncoder(options.seed(seed), dropout);
  }

  /**
   * Returns an augmentation of this encoder's rows: with probability one half normal noise of a
   * random strength is added, and the quality measured again, so that a model learns what a
   * disturbed signal is worth.
   *
   * @param most the largest deviation of the noise, in deviations of the training rows
   */
  public Augmentation noise(double most) {
    return (row, seed) -> {
      Random random = new Random(Initializer.mix(seed, "noise"));
      if (row.tensors().isEmpty() || random.nextBoolean()) {
        return row; // without numbers there is nothing to disturb
      }
      return prepared(
          noisy(JoinedRows.tensor(row, VALUES).floats(), most * random.nextDouble(), random));
    };
  }

  /**
   * Returns a vector with normal noise added to each value.
   *
   * @param vector one that this encoder could prepare
   * @param strength the noise's deviation, in deviations of the training rows
   * @param seed of the noise
   */
  public FeatureVector noisy(FeatureVector vector, double strength, long seed) {
    return new FeatureVector(
        modality(), noisy(vector.values(), strength, new Random(Initializer.mix(seed, "noise"))));
  }

  private float[] noisy(float[] values, double strength, Random random) {
    float[] noisy = values.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (strength * options.columns().deviation().get(i) * random.nextGaussian());
    }
    return noisy;
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
    return options.modality();
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    List<Prepared> rows = new ArrayList<>();
    for (Signal signal : signals) {
      if (!(signal instanceof FeatureVector vector) || !vector.modality().equals(modality())) {
        throw new IllegalArgumentException(
            "a signal of "
                + signal.getClass().getSimpleName()
                + " for '"
                + signal.modality()
                + "'; this encoder takes FeatureVector for '"
                + modality()
                + "'");
      }
      rows.add(prepared(vector.values()));
    }
    return rows;
  }

  private Prepared prepared(float[] values) {
    int expected = options.columns().size();
    if (values.length != expected) {
      return Prepared.failed(
          values.length + " features; expected " + expected + ", as the encoder was fitted");
    }
    for (int i = 0; i < expected; i++) {
      if (!Float.isFinite(values[i])) {
        return Prepared.failed(
            "feature " + i + " is not finite; expected numbers, or leave the modality out");
      }
    }
    double quality = Math.min(1, options.usual() / options.columns().distance(values));
    return new Prepared(
        Map.of(VALUES, Tensor.of(values, expected)),
        1,
        List.of(),
        Math.max(LEAST_QUALITY, quality),
        Optional.empty());
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    return Map.of(VALUES, new JoinedRows(rows).whole(VALUES, Type.F32, options.columns().size()));
  }

  @Override
  public Network network() {
    return new Layers(options, dropout);
  }

  private record Layers(FeatureOptions options, double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of(VALUES, Type.F32, Input.BATCH, Dim.of(options.columns().size())));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T centred = ops.sub(inputs.get(VALUES), row(ops, options.columns().mean()));
      T x = ops.div(centred, row(ops, options.columns().deviation())); // [batch, width]
      T most = ops.scalar(options.clip());
      T least = ops.scalar(-options.clip());
      x = ops.where(ops.greater(x, most), most, x);
      x = ops.where(ops.greater(least, x), least, x);
      for (int i = 0; i < options.hidden().size(); i++) {
        T wide = scope.linear("hidden." + i, x, options.hidden().get(i));
        x = ops.dropout(ops.gelu(scope.layerNorm("norm." + i, wide, EPSILON)), dropout);
      }
      return Values.of(FEATURES, x);
    }

    private static <T> T row(Ops<T> ops, List<Float> values) {
      float[] row = new float[values.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = values.get(i);
      }
      return ops.constant(Tensor.of(row, 1, row.length));
    }
  }

  @Override
  public int width() {
    List<Integer> hidden = options.hidden();
    return hidden.isEmpty() ? options.columns().size() : hidden.get(hidden.size() - 1);
  }

  @Override
  public Weights weights() {
    return weights;
  }

  /** Returns true: a vector has no steps that could be padded. */
  @Override
  public boolean paddingInvariant() {
    return true;
  }

  @Override
  public FeatureEncoder withDropout(double rate) {
    return new FeatureEncoder(options, rate, weights);
  }

  @Override
  public void close() {
    // Nothing native is held.
  }

  @Override
  public String toString() {
    return options.columns().size()
        + " "
        + modality()
        + " features"
        + (options.hidden().isEmpty() ? "" : ", hidden " + options.hidden());
  }
}
