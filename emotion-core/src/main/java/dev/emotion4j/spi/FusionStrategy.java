package dev.emotion4j.spi;

import dev.emotion4j.math.Scope;
import java.util.List;
import java.util.Map;

/**
 * How the features of several modalities become one vector. Immutable; never mixes rows of the
 * batch, and a modality that is not present has exactly zero influence, even if its features are
 * NaN.
 */
public interface FusionStrategy {
  /** Returns the name under which a model directory refers to it: {@code gated}. */
  String name();

  /** Returns its settings, from which {@link FusionProvider} makes it again. */
  Map<String, String> settings();

  /**
   * Fuses.
   *
   * @param scope gives operations and parameters
   * @param features per modality F32 {@code [batch, width of the modality]}
   * @param present BOOL {@code [batch, modalities]}, at least one true per row
   * @return F32 {@code [batch, width]}
   */
  <T> T fuse(Scope<T> scope, List<T> features, T present);
}
