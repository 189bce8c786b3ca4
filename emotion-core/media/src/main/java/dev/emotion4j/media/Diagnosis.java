package dev.emotion4j.media;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ffmpeg's complaints mean. They are matched, never quoted: a demuxer may print a piece of the
 * file.
 */
final class Diagnosis {
  private static final Pattern LIBRARY =
      Pattern.compile("error while loading shared libraries: ([\\w.+-]{1,80}):");

  /** What a complaint means; the most telling first. */
  private record Meaning(String complaint, String meaning) {}

  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning("not on whitelist", "its format is not one that is allowed"),
          new Meaning(
              "moov atom not found", "its index is missing, as in a recording that was cut short"),
          new Meaning("decoder not found", "this ffmpeg has no decoder for it"),
          new Meaning("unknown decoder", "this ffmpeg has no decoder for it"),
          new Meaning("picture size", "its pictures are too large"),
          new Meaning("invalid data found", "its data are of no known format, or damaged"),
          new Meaning("end of file", "it ends too early"));

  private Diagnosis() {}

  /** Returns the library that the program lacked, if that is why it did not start. */
  static Optional<String> missingLibrary(String complaints) {
    Matcher matcher = LIBRARY.matcher(complaints);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Returns why nothing came out. */
  static MediaException of(Child child, Path file, Reason noTrack) {
    int status = child.exit();
    String complaints = child.complaints();
    Optional<String> library = missingLibrary(complaints);
    if (library.isPresent()) {
      return new MediaException(
          Reason.NO_DECODER,
          "the ffmpeg program needs the library "
              + library.get()
              + ", which this machine lacks. Install it, or put another ffmpeg on the PATH. "
              + MediaDecoder.HINT);
    }
    String track = noTrack == Reason.NO_SOUND ? "sound" : "video";
    if (complaints.contains("matches no streams")) {
      return new MediaException(noTrack, "no " + track + " track in " + file);
    }
    if (status == 0) {
      return new MediaException(noTrack, "an empty " + track + " track in " + file);
    }
    String words = complaints.toLowerCase(Locale.ROOT);
    String why =
        MEANINGS.stream()
            .filter(known -> words.contains(known.complaint()))
            .map(known -> ": " + known.meaning())
            .findFirst()
            .orElse("");
    return new MediaException(
        Reason.NOT_MEDIA,
        "no "
            + track
            + " can be decoded from "
            + file
            + why
            + " (ffmpeg ended with "
            + status
            + ")");
  }

  /** Returns a note if the program complained although something came out. */
  static Optional<String> damage(Child child, double seconds) {
    int status = child.exit();
    boolean complained =
        child
            .complaints()
            .lines()
            .anyMatch(line -> !line.isBlank() && !line.contains("no version information"));
    return status == 0 && !complained
        ? Optional.empty()
        : Optional.of(
            String.format(Locale.ROOT, "the file is damaged: %.1f s could be decoded", seconds));
  }
}
