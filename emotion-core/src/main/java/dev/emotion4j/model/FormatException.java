package dev.emotion4j.model;

import dev.emotion4j.signal.EmotionException;

/**
 * A file does not hold what its format promises. The message tells the file, the place, what was
 * found, what was expected and what to do. No parser of this package throws anything else because
 * of the bytes of a file; {@link java.io.IOException} remains for a disk that fails.
 */
public final class FormatException extends EmotionException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String place;
  private final String problem;

  /**
   * Makes an exception.
   *
   * @param file the file's name, as the caller gave it
   * @param place where in the file, for example {@code byte 12} or {@code labels[2]}; may be empty
   * @param problem what was found, what was expected, what to do
   */
  public FormatException(String file, String place, String problem) {
    super(message(file, place, problem));
    this.file = file;
    this.place = place;
    this.problem = problem;
  }

  /** Makes an exception with the reason that another parser gave. */
  public FormatException(String file, String place, String problem, Throwable cause) {
    super(message(file, place, problem), cause);
    this.file = file;
    this.place = place;
    this.problem = problem;
  }

  private static String message(String file, String place, String problem) {
    return file + ": " + (place.isEmpty() ? "" : "at " + place + ": ") + problem;
  }

  /** Returns the name of the file. */
  public String file() {
    return file;
  }

  /** Returns where in the file, for example {@code byte 12} or {@code labels[2]}; may be empty. */
  public String place() {
    return place;
  }

  /** Returns what was found, what was expected and what to do. */
  public String problem() {
    return problem;
  }
}
