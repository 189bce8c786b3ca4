package dev.emotion4j.examples;

import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.Map;

// region fusion
/** The mean of the projections of the modalities present, weighted by quality. Immutable. */
public record MeanFusion(int width) implements FusionStrategy {
  @Override
  public String name() {
    return "mean";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("width", Integer.toString(width));
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    T none = ops.scalar(0);
    T weights = ops.where(inputs.present(), inputs.quality(), none); // [batch, modalities]
    T sum = none;
    for (int i = 0; i < inputs.size(); i++) {
      T here = ops.slice(inputs.present(), 1, i, i + 1); // [batch, 1]
      T feature = ops.where(here, inputs.features().get(i), none); // multiplying would keep NaN
      T projected = scope.linear("projection." + i, feature, width);
      sum = ops.add(sum, ops.mul(projected, ops.slice(weights, 1, i, i + 1)));
    }
    return ops.div(sum, ops.sum(weights, 1)); // [batch, width]
  }

  /** Makes it from what a model directory says; listed in META-INF/services. */
  public static final class Provider implements FusionProvider {
    /** For ServiceLoader. */
    public Provider() {}

    @Override
    public String name() {
      return "mean";
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      String width = settings.get("width");
      if (width == null || settings.size() != 1) {
        throw new IllegalArgumentException("settings " + settings + "; expected 'width' alone");
      }
      return new MeanFusion(Integer.parseInt(width));
    }
  }
}
// endregion
