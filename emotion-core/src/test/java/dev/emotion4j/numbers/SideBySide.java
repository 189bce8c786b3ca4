package dev.emotion4j.numbers;

import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The features side by side, times a factor that it forgets to write down. */
public record SideBySide(double factor) implements FusionStrategy {
  @Override
  public String name() {
    return "concat";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    List<T> masked = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      T there = ops.slice(inputs.present(), 1, i, i + 1); // [batch, 1]
      masked.add(ops.where(there, inputs.features().get(i), ops.scalar(0)));
    }
    T all = masked.size() == 1 ? masked.get(0) : ops.concat(1, masked);
    return factor == 1 ? all : ops.scale(all, factor);
  }

  /** Makes it with factor 1. */
  public static final class Provider implements FusionProvider {
    @Override
    public String name() {
      return "concat";
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      return new SideBySide(1);
    }
  }
}
