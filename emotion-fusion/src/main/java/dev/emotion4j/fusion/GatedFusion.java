package dev.emotion4j.fusion;

import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A weighted sum of the projected modalities: each modality's features give a gate's score, and a
 * softmax over those present makes weights of them (after Arevalo et al., 2017). The logarithm of
 * the quality is added to the score, so weights are proportional to {@code q exp(score)}.
 * Immutable.
 *
 * <p>Parameters: {@code projection.I}, {@code gate.I} per modality.
 *
 * @param width of the projections and of what comes out
 */
public record GatedFusion(int width) implements FusionStrategy {
  static final String NAME = "gated";

  /** Checks the width. */
  public GatedFusion {
    Settings.positive(Settings.WIDTH, width);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(Settings.WIDTH, Integer.toString(width));
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    Ops<T> ops = scope.ops();
    T present = inputs.present();
    List<T> masked = Parts.masked(ops, inputs);
    T hidden = ops.gelu(Parts.projected(scope, masked, width)); // [batch, modalities, width]
    List<T> scores = new ArrayList<>();
    for (int i = 0; i < masked.size(); i++) {
      scores.add(scope.linear("gate." + i, masked.get(i), 1));
    }
    T all = scores.size() == 1 ? scores.get(0) : ops.concat(1, scores); // [batch, modalities]
    T scored = ops.add(all, Parts.logQuality(ops, inputs));
    T shares = ops.softmax(ops.where(present, scored, ops.scalar(Ops.MASKED)), 1);
    T weights = ops.where(present, shares, ops.scalar(0));
    return ops.squeeze(ops.sum(ops.mul(hidden, ops.unsqueeze(weights, -1)), 1), 1);
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
      return Fusion.gated(Settings.size(NAME, settings, Settings.WIDTH));
    }
  }
}
