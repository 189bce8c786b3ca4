package dev.emotion4j.fusion;

import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The features side by side, each times {@code q / max q}, its quality beside the best one there,
 * and those of missing modalities 0; then, if a width is given, one linear layer {@code projection}
 * and GELU. Immutable.
 *
 * @param width the width of the projection; empty leaves the features as they are
 */
public record ConcatFusion(OptionalInt width) implements FusionStrategy {
  static final String NAME = "concat";

  /** Checks the width. */
  public ConcatFusion {
    width.ifPresent(w -> Settings.positive(Settings.WIDTH, w));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return width.isPresent()
        ? Map.of(Settings.WIDTH, Integer.toString(width.getAsInt()))
        : Map.of();
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    List<T> parts = Parts.weighted(ops, inputs);
    T all = parts.size() == 1 ? parts.get(0) : ops.concat(1, parts);
    return width.isEmpty() ? all : ops.gelu(scope.linear("projection", all, width.getAsInt()));
  }

  /** Makes it from settings. */
  public static final class Provider implements FusionProvider {
    /** For ServiceLoader. */
    public Provider() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      Settings.only(NAME, settings, Set.of(Settings.WIDTH));
      return settings.isEmpty()
          ? Fusion.concat()
          : Fusion.concat(Settings.size(NAME, settings, Settings.WIDTH));
    }
  }
}
