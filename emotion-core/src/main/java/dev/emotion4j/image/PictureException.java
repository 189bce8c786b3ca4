package dev.emotion4j.image;

import dev.emotion4j.signal.EmotionException;

/**
 * A picture that cannot be used: too large, damaged, or not a picture. Whoever prepares signals
 * turns it into a stated problem of that signal, so that the rest of the sample still counts.
 */
public final class PictureException extends EmotionException {
  private static final long serialVersionUID = 1L;

  /** What was found, what was expected, what to do; never content. */
  public PictureException(String message) {
    super(message);
  }

  /** The same, with what went wrong underneath. */
  public PictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
