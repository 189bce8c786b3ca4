package dev.emotion4j.assembly;

import dev.emotion4j.signal.Modality;

/**
 * Signals of a modality that could not be used. Immutable.
 *
 * @param modality whose
 * @param count how many
 * @param all how many examples have the modality
 * @param first the number of the first example with one, from 1
 * @param reason why that one cannot be used
 */
public record UnusableSignals(Modality modality, int count, int all, int first, String reason) {
  /** Returns whether none could be used. */
  public boolean isAll() {
    return count == all;
  }

  @Override
  public String toString() {
    return modality
        + " cannot be used in "
        + count
        + " of the "
        + all
        + " examples that have it; the first is number "
        + first
        + ": "
        + reason;
  }
}
