package dev.emotion4j.signal;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What is normal for one wearer: mean and deviation of each feature at rest. People differ more
 * from each other than one person between calm and stress, so features relative to it ({@code
 * z_...}) are what stress is told by. Immutable.
 *
 * @param features by the name of the feature
 */
public record WearerBaseline(Map<String, Normal> features) {
  /**
   * What is normal for one feature.
   *
   * @param mean over the windows at rest
   * @param deviation the standard deviation over them (divisor n), 0 or more
   */
  public record Normal(double mean, double deviation) {
    /** Checks that both are finite. */
    public Normal {
      if (!Double.isFinite(mean) || !(deviation >= 0) || Double.isInfinite(deviation)) {
        throw new IllegalArgumentException(
            "a baseline with mean or deviation that is not finite, or a negative deviation");
      }
    }

    @Override
    public String toString() {
      return "baseline of one feature";
    }
  }

  /** Copies the map. */
  public WearerBaseline {
    features = Map.copyOf(features);
  }

  /**
   * Returns {@code (value - mean) / deviation}, or nothing if the feature has no baseline or did
   * not vary at rest: then no distance from it has a scale.
   */
  public OptionalDouble relative(String feature, double value) {
    Normal normal = features.get(feature);
    // A deviation within rounding of the mean is none: dividing by it would invent a signal.
    if (normal == null || normal.deviation() <= 1e-9 * Math.max(1, Math.abs(normal.mean()))) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((value - normal.mean()) / normal.deviation());
  }

  @Override
  public String toString() {
    return "baseline of " + features.size() + " features";
  }
}
