package dev.emotion4j.examples.cli;

import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** What a failure says to the user of a command line. */
final class Failures {
  private Failures() {}

  static String message(Throwable failure) {
    String text = failure.getMessage();
    Throwable cause = failure.getCause();
    if (failure instanceof UncheckedIOException && cause != null) {
      return text + ": " + message(cause);
    }
    if (failure instanceof NoSuchFileException) {
      return "'" + text + "' does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "'" + text + "' may not be read or written; look at its permissions";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "'" + text + "' exists already";
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory (" + text + "); give more with java -Xmx, for example -Xmx4g";
    }
    if (failure instanceof LinkageError) {
      return "a native library or class is missing or does not fit this machine: " + failure;
    }
    boolean plain =
        failure instanceof EmotionException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof IOException;
    return plain && text != null ? text : failure.toString();
  }
}
