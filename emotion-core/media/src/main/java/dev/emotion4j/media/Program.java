package dev.emotion4j.media;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the ffmpeg program is. Thread-safe; looked for once, when it is first needed. */
final class Program {
  private static final class Holder {
    static final Program FOUND = new Program(null);
  }

  private @Nullable Path path;
  private Optional<Path> libraries = Optional.empty();

  private Program(@Nullable Path path) {
    this.path = path;
  }

  /** Returns the program of the class path or the PATH, the same one for the whole JVM. */
  static Program found() {
    return Holder.FOUND;
  }

  /** Returns a program that somebody chose. */
  static Program at(Path path) {
    return new Program(path);
  }

  /**
   * Returns its file.
   *
   * @throws MediaException if there is none
   */
  synchronized Path path() {
    if (path == null) {
      path = unpacked().or(() -> onPath(System.getenv("PATH"))).orElseThrow(Program::missing);
    }
    return path;
  }

  /** Returns what its environment differs in; an empty value removes. */
  synchronized Map<String, String> environment() {
    // FFREPORT would make it write a log file; eager binding would want what it never calls.
    Map<String, String> environment = new HashMap<>(Map.of("FFREPORT", "", "LD_BIND_NOW", ""));
    if (libraries.isPresent()) {
      String before = System.getenv("LD_LIBRARY_PATH");
      environment.put(
          "LD_LIBRARY_PATH", libraries.get() + (before == null ? "" : File.pathSeparator + before));
    }
    return environment;
  }

  private Optional<Path> unpacked() {
    try {
      Optional<Path> program = UnpackedProgram.find();
      libraries = program.map(Path::getParent);
      return program;
    } catch (IOException e) {
      throw new MediaException(
          Reason.NO_DECODER,
          "the ffmpeg program on the class path cannot be unpacked to "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Returns the ffmpeg in the folders of a search path. */
  static Optional<Path> onPath(@Nullable String folders) {
    if (folders == null) {
      return Optional.empty();
    }
    for (String folder : folders.split(File.pathSeparator)) {
      for (String name : new String[] {"ffmpeg", "ffmpeg.exe"}) {
        // A relative folder would make the program depend on where the JVM was started.
        Path candidate = Path.of(folder, name);
        if (candidate.isAbsolute()
            && Files.isRegularFile(candidate)
            && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static MediaException missing() {
    return new MediaException(
        Reason.NO_DECODER,
        "no ffmpeg program on the PATH or on the class path. " + MediaDecoder.HINT);
  }
}
