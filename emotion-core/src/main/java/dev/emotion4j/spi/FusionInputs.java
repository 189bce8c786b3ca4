package dev.emotion4j.spi;

import java.util.List;

/**
 * What a {@link FusionStrategy} fuses; one entry per modality, in the model's order.
 *
 * @param features per modality F32 {@code [batch, width of the modality]}; anything, NaN too, where
 *     the modality is not present
 * @param present BOOL {@code [batch, modalities]}, at least one true per row
 * @param quality F32 {@code [batch, modalities]}, above 0 to 1: how clean the signal is (noise,
 *     blur, gaps); a strategy gives a modality of low quality less weight. 1 where it is not
 *     measured
 * @param tokens per modality its words, frames or windows, if the strategy {@linkplain
 *     FusionStrategy#usesTokens uses} them; else empty
 * @param <T> what the interpreter computes with
 */
public record FusionInputs<T>(List<T> features, T present, T quality, List<Tokens<T>> tokens) {
  /**
   * The steps of one modality; an encoder that has none gives its features as the only step.
   *
   * @param values F32 {@code [batch, steps, width]}; anything where the mask is false
   * @param mask BOOL {@code [batch, steps]}, all false in rows that lack the modality
   */
  public record Tokens<T>(T values, T mask) {}

  /** Copies the lists. */
  public FusionInputs {
    features = List.copyOf(features);
    tokens = List.copyOf(tokens);
  }

  /** Returns the number of modalities. */
  public int size() {
    return features.size();
  }
}
