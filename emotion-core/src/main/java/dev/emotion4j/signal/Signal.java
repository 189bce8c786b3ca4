package dev.emotion4j.signal;

/** One piece of evidence of one modality. Its {@code toString} never shows content. */
public interface Signal {
  /** Returns the modality. */
  Modality modality();
}
