package dev.emotion4j.signal;

/**
 * A failure that is neither a wrong argument ({@link IllegalArgumentException}) nor a call at the
 * wrong moment ({@link IllegalStateException}): a damaged model file, a native library that does
 * not load, a computation that went wrong.
 *
 * <p>It lives beside the signals, the lowest layer, so that every package can throw it. The message
 * says what was found, what was expected, where, and what to do; it never holds content of a text,
 * a sound, a picture or a body signal.
 */
public class EmotionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure of our own.
   *
   * @param message what was found, what was expected, where, and what to do
   */
  public EmotionException(String message) {
    super(message);
  }

  /**
   * A failure that something else caused.
   *
   * @param message what was found, what was expected, where, and what to do
   * @param cause what went wrong underneath; never dropped
   */
  public EmotionException(String message, Throwable cause) {
    super(message, cause);
  }
}
