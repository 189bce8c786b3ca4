package dev.emotion4j.spi;

import dev.emotion4j.math.Scope;
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
   * @param inputs what the encoders gave, and what is there of it
   * @return F32 {@code [batch, width]}
   */
  <T> T fuse(Scope<T> scope, FusionInputs<T> inputs);

  /**
   * Returns whether it looks at {@link FusionInputs#tokens}; only then are they computed and handed
   * over. No by default.
   */
  default boolean usesTokens() {
    return false;
  }

  /**
   * Returns whether {@link #fuse} gives the logits of the model's labels already, so that no
   * classifier follows (late fusion). No by default.
   */
  default boolean givesLogits() {
    return false;
  }
}
