package dev.emotion4j.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads sound and pictures out of media files that the core does not read itself: videos, MP3, AAC,
 * FLAC ... Found by ServiceLoader. Thread-safe; what it opens belongs to one thread at a time.
 *
 * <p>Both streams are lazy and take constant memory, whatever the length of the file, and both
 * decode in no more than one process or thread of their own: a consumer that stops reading early
 * stops the decoding by {@code close}. Opening waits for the first sample or picture, so that a
 * file that is none fails there, with a {@link MediaException} that says how.
 *
 * <pre>{@code
 * try (MediaDecoder.Sound sound = MediaDecoder.require().sound(mp4, 16_000, Limits.DEFAULT)) {
 *   float[] chunk = new float[16_000];
 *   for (int n = sound.read(chunk, 0, chunk.length); n >= 0; n = sound.read(chunk, 0, chunk.length)) {
 *     ...
 *   }
 * }
 * }</pre>
 */
public interface MediaDecoder {
  /** What a user who has no decoder is told to do. */
  String HINT =
      "Add dev.emotion4j:emotion-media to the class path, and an ffmpeg program: on the PATH, or"
          + " org.bytedeco:ffmpeg with the classifier of the platform";

  /**
   * How far a decoder goes.
   *
   * @param duration how much of the file is decoded, counted in the file's own time; what comes
   *     later is left out, and the stream's notes say so
   * @param patience how long one read waits for the decoder before it is killed ({@link
   *     MediaException.Reason#TIMED_OUT}); the time that the consumer takes does not count
   */
  record Limits(Duration duration, Duration patience) {
    /** Four hours of media, 30 seconds of patience. */
    public static final Limits DEFAULT = new Limits(Duration.ofHours(4), Duration.ofSeconds(30));

    /** Checks that both are positive. */
    public Limits {
      if (duration.isNegative()
          || duration.isZero()
          || patience.isNegative()
          || patience.isZero()) {
        throw new IllegalArgumentException(
            "limits of " + duration + " and " + patience + "; expected more than zero");
      }
    }

    /** Returns limits with another duration. */
    public Limits duration(Duration longest) {
      return new Limits(longest, patience);
    }

    /** Returns limits with another patience. */
    public Limits patience(Duration longest) {
      return new Limits(duration, longest);
    }
  }

  /** A stream of mono samples in [-1, 1]. Not thread-safe, but any thread may close it. */
  interface Sound extends AutoCloseable {
    /** Returns the samples per second. */
    int rate();

    /**
     * Reads the next samples, waiting until all that were asked for are there or the sound ends.
     *
     * @param into takes the samples
     * @param offset where the first goes
     * @param length how many are wanted, at least 1
     * @return how many were read, or -1 at the end
     * @throws MediaException if the decoder does not answer in time
     * @throws IllegalStateException after {@link #close}
     */
    int read(float[] into, int offset, int length);

    /**
     * Returns what the caller should know, complete once {@link #read} has returned -1: that the
     * file is damaged and where decoding ended, or that a limit cut it. Never content.
     */
    List<String> notes();

    /** Ends the decoding and frees what it holds; closing twice is fine. */
    @Override
    void close();
  }

  /**
   * One picture of a video.
   *
   * @param seconds when it is shown, from the start of the video
   * @param width in pixels
   * @param height in pixels
   * @param rgb red, green, blue per pixel, row by row, {@code 3 * width * height} bytes; the
   *     receiver's own
   */
  record Picture(double seconds, int width, int height, byte[] rgb) {
    @Override
    public String toString() {
      return "picture of " + width + "x" + height + " at " + seconds + " s";
    }
  }

  /** A stream of pictures in their order. Not thread-safe, but any thread may close it. */
  interface Pictures extends AutoCloseable {
    /**
     * Returns the next picture, or nothing at the end.
     *
     * @throws MediaException if the decoder does not answer in time
     * @throws IllegalStateException after {@link #close}
     */
    Optional<Picture> next();

    /** Returns what the caller should know, complete once {@link #next} has returned nothing. */
    List<String> notes();

    /** Ends the decoding and frees what it holds; closing twice is fine. */
    @Override
    void close();
  }

  /** Returns the name of the decoder: {@code ffmpeg}. */
  String name();

  /**
   * Opens the first sound track of a file, channels averaged to one.
   *
   * @param rate samples per second, 1000 to 192,000; the decoder resamples with a low-pass filter
   * @throws MediaException with {@code NO_SOUND}, {@code NOT_MEDIA}, {@code TIMED_OUT} or {@code
   *     NO_DECODER}
   */
  Sound sound(Path file, int rate, Limits limits);

  /**
   * Opens the first video track of a file, upright and with square pixels.
   *
   * @param perSecond pictures per second: the picture shown nearest to every {@code 1 / perSecond}
   *     seconds, at most 60
   * @param maxSide longer pictures are made smaller until neither side exceeds it; 16 to 4096
   * @throws MediaException with {@code NO_PICTURES}, {@code NOT_MEDIA}, {@code TIMED_OUT} or {@code
   *     NO_DECODER}
   */
  Pictures pictures(Path file, double perSecond, int maxSide, Limits limits);

  /**
   * Returns the decoder on the class path, if there is one.
   *
   * @throws IllegalArgumentException if there are several; the message lists them
   */
  static Optional<MediaDecoder> any() {
    return Providers.all(MediaDecoder.class, MediaDecoder::name).isEmpty()
        ? Optional.empty()
        : Optional.of(
            Providers.only(
                MediaDecoder.class, MediaDecoder::name, "Leave one of them on the class path"));
  }

  /**
   * Returns the decoder on the class path.
   *
   * @throws MediaException with {@code NO_DECODER} if there is none; the message says what to add
   * @throws IllegalArgumentException if there are several; the message lists them
   */
  static MediaDecoder require() {
    return any()
        .orElseThrow(
            () ->
                new MediaException(
                    MediaException.Reason.NO_DECODER,
                    "no media decoder for sound and pictures that the core does not read itself. "
                        + HINT));
  }
}
