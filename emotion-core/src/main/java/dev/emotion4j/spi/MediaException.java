package dev.emotion4j.spi;

import dev.emotion4j.signal.EmotionException;

/**
 * A media file cannot be decoded, for a reason that a caller can act on. Where the file is one
 * signal of several, encoders make it a problem of that signal, and the others still count.
 */
public final class MediaException extends EmotionException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no such file, or it cannot be read. */
    UNREADABLE,
    /** No format that the decoder knows, or nothing in it can be decoded. */
    NOT_MEDIA,
    /** Media without a sound track. */
    NO_SOUND,
    /** Media without a video track; the cover of an album is none. */
    NO_PICTURES,
    /** The decoder gave nothing for longer than the limit, and was ended. */
    TIMED_OUT,
    /** There is no decoder, or its program is missing or does not start. */
    NO_DECODER
  }

  /** Why it failed. */
  private final Reason reason;

  /** A failure of our own. */
  public MediaException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A failure that something else caused. */
  public MediaException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Returns why. */
  public Reason reason() {
    return reason;
  }
}
