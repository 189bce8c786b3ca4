package dev.emotion4j.numbers;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Mean and mean square of the numbers, a linear layer {@code query}, tanh. Counts who is open. NaN
 * is a problem, not an exception.
 */
public final class NumbersEncoder implements ModalityEncoder {
  /** How many encoders were opened and not closed yet. */
  public static final AtomicInteger OPEN = new AtomicInteger();

  private static final Dim STEPS = Dim.symbol("steps");
  private final Modality modality;
  private final int width;
  private final Weights weights;
  private final Runnable whenPreparing;
  private boolean closed;

  private NumbersEncoder(Modality modality, int width, Weights weights, Runnable whenPreparing) {
    this.modality = modality;
    this.width = width;
    this.weights = weights;
    this.whenPreparing = whenPreparing;
    OPEN.incrementAndGet();
  }

  public static NumbersEncoder of(Modality modality, int width) {
    return of(modality, width, () -> {});
  }

  public static NumbersEncoder of(Modality modality, int width, Runnable whenPreparing) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : Graph.record(new Squash(width)).parameters()) {
      values.put(parameter.path(), Weights.initialized(width).get(parameter));
    }
    return new NumbersEncoder(modality, width, Weights.of(values), whenPreparing);
  }

  @Override
  public String provider() {
    return "numbers";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("modality", modality.name(), "width", Integer.toString(width));
  }

  @Override
  public Modality modality() {
    return modality;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    whenPreparing.run();
    if (closed) {
      throw new IllegalStateException("the encoder of numbers is closed");
    }
    if (signals.isEmpty()) {
      throw new IllegalArgumentException("nothing to prepare");
    }
    List<Prepared> rows = new ArrayList<>();
    for (Signal signal : signals) {
      List<Float> values = ((Numbers) signal).values();
      if (values.stream().anyMatch(value -> value.isNaN())) {
        rows.add(Prepared.failed("a number is NaN; expected finite numbers"));
        continue;
      }
      float[] floats = new float[values.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = values.get(i);
      }
      rows.add(
          new Prepared(Map.of("x", Tensor.of(floats, floats.length)), floats.length, List.of()));
    }
    return rows;
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    int longest = rows.stream().mapToInt(Prepared::length).max().orElse(0);
    float[] x = new float[rows.size() * longest];
    boolean[] mask = new boolean[x.length];
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i).tensors().values().iterator().next().floats();
      System.arraycopy(row, 0, x, i * longest, row.length);
      java.util.Arrays.fill(mask, i * longest, i * longest + row.length, true);
    }
    return Map.of(
        "x", Tensor.of(x, rows.size(), longest), "mask", Tensor.of(mask, rows.size(), longest));
  }

  @Override
  public Network network() {
    return new Squash(width);
  }

  @Override
  public int width() {
    return width;
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
  public ModalityEncoder withDropout(double rate) {
    return new NumbersEncoder(modality, width, weights, whenPreparing);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      OPEN.decrementAndGet();
    }
  }

  private record Squash(int width) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of("x", Type.F32, Input.BATCH, STEPS),
          Input.of("mask", Type.BOOL, Input.BATCH, STEPS));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T mask = inputs.get("mask");
      T x = ops.where(mask, inputs.get("x"), ops.scalar(0));
      T count = ops.sum(ops.cast(mask, Type.F32), 1); // [batch, 1]
      T mean = ops.div(ops.sum(x, 1), count);
      T square = ops.div(ops.sum(ops.mul(x, x), 1), count);
      T both = ops.concat(1, List.of(mean, square)); // [batch, 2]
      return Values.of(FEATURES, ops.tanh(scope.linear("query", both, width)));
    }
  }

  /** Opens it again. */
  public static final class Provider implements EncoderProvider {
    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public ModalityEncoder open(Map<String, String> settings, Path directory) {
      return of(
          new Modality(settings.getOrDefault("modality", "")),
          Integer.parseInt(settings.getOrDefault("width", "")));
    }
  }
}
