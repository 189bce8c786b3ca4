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
 * (IA)3 (Liu et al., 2022): learned factors on keys and values, and on what enters the feed-forward
 * branch's last layer. Immutable. Factors start at 1, so that training starts from the base model.
 *
 * <p>Parameters at linear sites, as PEFT names them: {@code <site>.ia3_l [out, 1]}, or {@code [1,
 * in]} where the input is scaled.
 *
 * @param scaled sites whose output is scaled
 * @param feedForward sites whose input is scaled
 */
public record Ia3(Targets scaled, Targets feedForward) implements Adapter {
  private static final String FACTORS = ".ia3_l";

  /**
   * Returns the sites that PEFT chooses for BERT: key and value; the input of {@code output.dense},
   * the attention's included.
   */
  public static Ia3 of() {
    return new Ia3(Targets.names("key", "value"), Targets.names("output.dense"));
  }

  /** Returns a copy for sites whose output is scaled. */
  public Ia3 on(String... names) {
    return new Ia3(Targets.names(names), feedForward);
  }

  /** Returns a copy for sites whose input is scaled. */
  public Ia3 feedForward(String... names) {
    return new Ia3(scaled, Targets.names(names));
  }

  @Override
  public String method() {
    return "ia3";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return kind == Site.Kind.LINEAR
        && (scaled.include(kind, path) || feedForward.include(kind, path));
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    int[] weight = ops.shape(site.weight()).numbers();
    if (feedForward.include(site.kind(), site.path())) {
      T factors = site.parameter("ia3_l", Initializer.ones(), 1, weight[1]);
      T x = ops.mul(inputs.get("x"), ops.squeeze(factors, 0));
      return base.apply(inputs.with("x", x));
    }
    T factors = site.parameter("ia3_l", Initializer.ones(), weight[0], 1);
    return Values.of("out", ops.mul(base.apply(inputs).get("out"), ops.squeeze(factors, 1)));
  }

  /** Scales rows of weight and bias, or columns of the weight; nothing else is copied. */
  @Override
  public Optional<Weights> merged(List<Parameter> parameters, Weights weights) {
    Map<String, Parameter> byPath = Merging.byPath(parameters);
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Parameter parameter : byPath.values()) {
      String path = parameter.path();
      if (path.endsWith(FACTORS) && wraps(Site.Kind.LINEAR, Merging.site(path, FACTORS))) {
        fold(Merging.site(path, FACTORS), weights.get(parameter), byPath, weights, changed);
      }
    }
    return Optional.of(Merging.result(this, changed, weights));
  }

  private static void fold(
      String site,
      Tensor factors,
      Map<String, Parameter> byPath,
      Weights weights,
      Map<String, Tensor> changed) {
    Tensor weight = weights.get(Merging.find(byPath, site + ".weight"));
    float[] values = weight.floats();
    boolean rows = factors.dim(1) == 1;
    int columns = weight.dim(1);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors.getFloat(rows ? i / columns : i % columns);
    }
    changed.put(site + ".weight", Tensor.of(values, weight.shape()));
    Parameter bias = byPath.get(site + ".bias");
    if (rows && bias != null) {
      float[] biases = weights.get(bias).floats();
      for (int i = 0; i < biases.length; i++) {
        biases[i] *= factors.getFloat(i);
      }
      changed.put(bias.path(), Tensor.of(biases, biases.length));
    }
  }

  @Override
  public String toString() {
    return "IA3 on " + scaled + " and the input of " + feedForward;
  }
}
