package dev.emotion4j.model;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses folders where files are read: of those the JDK says "No such device", without a name. */
public final class Folders {
  private Folders() {}

  /**
   * Does nothing unless it is a folder.
   *
   * @param expected what should be there
   * @throws FileSystemException if it is a folder; the message names it and what was expected
   */
  public static void refuse(Path file, String expected) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(
          file.toString(), null, "this is a folder; expected " + expected);
    }
  }
}
