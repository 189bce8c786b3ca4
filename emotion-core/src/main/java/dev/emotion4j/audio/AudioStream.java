package dev.emotion4j.audio;

import java.io.IOException;
import java.util.List;

/**
 * Mono sound that is read block by block, in constant memory. Used by one thread; to be closed.
 *
 * <p>Samples are finite and lie within -1 to 1: what does not is replaced on the way and counted in
 * a note.
 */
public interface AudioStream extends AutoCloseable {
  /** Returns the samples per second. */
  int sampleRate();

  /**
   * Reads the next samples.
   *
   * @return how many were read, at least 1 if {@code length} is, or -1 at the end
   * @throws dev.emotion4j.model.FormatException if the file turns out to be broken here
   * @throws IOException if the disk fails
   */
  int read(float[] to, int offset, int length) throws IOException;

  /** Returns what a caller should know of what was read so far; never content. */
  List<String> notes();

  /** Returns the share of the samples read so far that were NaN or infinite, 0 to 1. */
  default double notNumbers() {
    return 0;
  }

  @Override
  void close() throws IOException;
}
