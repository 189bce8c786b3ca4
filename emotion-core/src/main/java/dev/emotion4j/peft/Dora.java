package dev.emotion4j.peft;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Adapter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weight-decomposed low-rank adaptation (Liu et al., 2024) at linear sites: {@code m (W + s B A) /
 * |W + s B A|} with a norm per output row, through which no gradient flows, as in PEFT. Immutable.
 *
 * <p>Parameters beside those of the {@link Lora}: {@code <site>.lora_magnitude_vector [out]}. It is
 * to start at the norm of the weight, see {@link #startingValues}; otherwise it starts at 1 and
 * changes the network.
 *
 * @param lora rank, alpha, dropout, scale and sites
 */
public record Dora(Lora lora) implements Adapter {
  private static final String MAGNITUDE = ".lora_magnitude_vector";

  /** Returns a copy for sites by the last parts of their paths. */
  public Dora on(String... names) {
    return new Dora(lora.on(names));
  }

  /** Returns a copy for these sites. */
  public Dora on(Targets chosen) {
    return new Dora(lora.on(chosen));
  }

  /** Returns a copy with this dropout. */
  public Dora dropout(double rate) {
    return new Dora(lora.dropout(rate));
  }

  @Override
  public String method() {
    return "dora";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return kind == Site.Kind.LINEAR && lora.wraps(kind, path);
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    T x = inputs.get("x");
    T dropped = ops.dropout(x, lora.dropout());
    T a = LowRank.a(site, lora.rank());
    T b = LowRank.b(site, lora.rank());
    int out = ops.shape(site.weight()).dim(0).number();
    T magnitude = site.parameter(MAGNITUDE.substring(1), Initializer.ones(), out);
    T changed = ops.add(site.weight(), ops.scale(ops.matmul(b, a), lora.scale()));
    T norm = ops.stopGradient(ops.sqrt(ops.sum(ops.square(changed), 1))); // [out, 1]
    T factor = ops.div(magnitude, ops.squeeze(norm, 1)); // [out]
    T whole = base.apply(inputs).get("out");
    T plain = ops.linear(dropped, site.weight(), null);
    T low = ops.scale(ops.linear(ops.linear(dropped, a, null), b, null), lora.scale());
    T less = ops.mul(ops.sub(factor, ops.scalar(1)), plain);
    return Values.of("out", ops.add(whole, ops.add(less, ops.mul(factor, low))));
  }

  /** Returns the norms of the wrapped weights' rows. */
  @Override
  public Map<String, Tensor> startingValues(List<Parameter> parameters, Weights weights) {
    Map<String, Parameter> byPath = Merging.byPath(parameters);
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (isOurs(parameter)) {
        String site = Merging.site(parameter.path(), MAGNITUDE);
        Tensor weight = weights.get(Merging.find(byPath, site + ".weight"));
        values.put(parameter.path(), norms(weight));
      }
    }
    return values;
  }

  /**
   * Replaces every wrapped weight by {@code m (W + s B A) / |W + s B A|}, for running without the
   * adapter. Only the changed weights are copied.
   *
   * @param parameters those of the graph that was recorded with this adapter
   * @param weights the values of the base and of the adapter
   * @throws IllegalArgumentException if the graph has no parameter of this adapter
   */
  public Weights merge(List<Parameter> parameters, Weights weights) {
    Map<String, Parameter> byPath = Merging.byPath(parameters);
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (isOurs(parameter)) {
        String site = Merging.site(parameter.path(), MAGNITUDE);
        Tensor sum =
            lora.merged(
                weights.get(Merging.find(byPath, site + ".weight")),
                weights.get(Merging.find(byPath, site + ".lora_A.weight")),
                weights.get(Merging.find(byPath, site + ".lora_B.weight")));
        changed.put(site + ".weight", scaled(sum, weights.get(parameter)));
      }
    }
    return Merging.result(this, changed, weights);
  }

  @Override
  public Optional<Weights> merged(List<Parameter> parameters, Weights weights) {
    return Optional.of(merge(parameters, weights));
  }

  private boolean isOurs(Parameter parameter) {
    String path = parameter.path();
    return path.endsWith(MAGNITUDE) && wraps(Site.Kind.LINEAR, Merging.site(path, MAGNITUDE));
  }

  private static Tensor norms(Tensor weight) {
    float[] values = weight.floats();
    int rows = weight.dim(0);
    float[] norms = new float[rows];
    for (int i = 0; i < rows; i++) {
      norms[i] = (float) norm(values, i, values.length / rows);
    }
    return Tensor.of(norms, rows);
  }

  private static Tensor scaled(Tensor weight, Tensor magnitude) {
    float[] values = weight.floats();
    int columns = weight.dim(1);
    for (int i = 0; i < weight.dim(0); i++) {
      double factor = magnitude.getFloat(i) / norm(values, i, columns);
      for (int c = i * columns; c < (i + 1) * columns; c++) {
        values[c] = (float) (values[c] * factor);
      }
    }
    return Tensor.of(values, weight.shape());
  }

  private static double norm(float[] values, int row, int columns) {
    double sum = 0;
    for (int c = row * columns; c < (row + 1) * columns; c++) {
      sum += (double) values[c] * values[c];
    }
    return Math.sqrt(sum);
  }

  @Override
  public String toString() {
    return "DoRA of rank " + lora.rank() + " on " + lora.targets();
  }
}
