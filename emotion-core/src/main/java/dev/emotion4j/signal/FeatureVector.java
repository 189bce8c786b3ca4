package dev.emotion4j.signal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made features of any modality: facial action units, acoustic functionals, physiology of a
 * window. Immutable; {@link #toString} shows no value. What the numbers are is checked by the
 * encoder, so that one bad vector does not spoil the other modalities of its sample.
 */
public final class FeatureVector implements Signal {
  private final Modality modality;
  private final float[] values;

  /**
   * Copies the values.
   *
   * @param modality what the features are about
   * @param values in the order that the encoder was fitted with
   */
  public FeatureVector(Modality modality, float[] values) {
    this.modality = modality;
    this.values = values.clone();
  }

  @Override
  public Modality modality() {
    return modality;
  }

  /** Returns a copy of the values. */
  public float[] values() {
    return values.clone();
  }

  /** Returns the number of values. */
  public int size() {
    return values.length;
  }

  /** Returns whether modality and every value are equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FeatureVector that
        && modality.equals(that.modality)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * modality.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return values.length + " " + modality + " features";
  }
}
