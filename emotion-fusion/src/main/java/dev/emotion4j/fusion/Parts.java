package dev.emotion4j.fusion;

import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.spi.FusionInputs;
import java.util.ArrayList;
import java.util.List;

/** What several strategies share. */
final class Parts {
  private Parts() {}

  /** Returns the features with those of missing modalities 0, by where: they may be NaN. */
  static <T> List<T> masked(Ops<T> ops, FusionInputs<T> inputs) {
    List<T> masked = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      T there = ops.slice(inputs.present(), 1, i, i + 1); // [batch, 1]
      masked.add(ops.where(there, inputs.features().get(i), ops.scalar(0)));
    }
    return masked;
  }

  /**
   * Returns how clean each modality is beside the cleanest that is there, {@code q / max q}: 0 for
   * what is missing, 1 for the cleanest, so that one modality alone counts in full. F32 {@code
   * [batch, modalities]}.
   */
  static <T> T relativeQuality(Ops<T> ops, FusionInputs<T> inputs) {
    T quality = ops.where(inputs.present(), inputs.quality(), ops.scalar(0));
    return ops.div(quality, ops.max(quality, 1));
  }

  /** Returns the masked features times their {@linkplain #relativeQuality relative quality}. */
  static <T> List<T> weighted(Ops<T> ops, FusionInputs<T> inputs) {
    T quality = relativeQuality(ops, inputs);
    List<T> weighted = new ArrayList<>(masked(ops, inputs));
    for (int i = 0; i < weighted.size(); i++) {
      weighted.set(i, ops.mul(weighted.get(i), ops.slice(quality, 1, i, i + 1)));
    }
    return weighted;
  }

  /** Returns the logarithm of the quality, 0 where the modality is missing. */
  static <T> T logQuality(Ops<T> ops, FusionInputs<T> inputs) {
    return ops.log(ops.where(inputs.present(), inputs.quality(), ops.scalar(1)));
  }

  /**
   * Returns {@code [batch, modalities, width]}: each modality through a linear layer of its own.
   */
  static <T> T projected(Scope<T> scope, List<T> features, int width) {
    Ops<T> ops = scope.ops();
    List<T> rows = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      rows.add(ops.unsqueeze(scope.linear("projection." + i, features.get(i), width), 1));
    }
    return ops.concat(1, rows);
  }
}
