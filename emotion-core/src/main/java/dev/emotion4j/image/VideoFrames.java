package dev.emotion4j.image;

import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.FaceVideo.Frame;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The frames of a video, one after the other at its sampling rate, in constant memory. Used by one
 * thread; to be closed.
 *
 * <p>Of pictures that were taken faster than the sampling rate, the first is taken that comes at or
 * after each sampling time; pictures that were taken slower are all taken. Picture files are not
 * read here: a broken one is the problem of its frame.
 */
public final class VideoFrames implements AutoCloseable {
  /** The longer side of the pictures of a video file, at most: faces are found in fewer pixels. */
  public static final int MAX_SIDE = 640;

  private static final int MAX_FILES = 1_000_000;
  private static final double ROUNDING = 1e-9;
  private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp");

  /** Gives frame after frame. */
  private interface Source extends AutoCloseable {
    Optional<Frame> next();

    List<String> notes();

    @Override
    void close();
  }

  private final Source source;
  private final double interval;

  private VideoFrames(Source source, double interval) {
    this.source = source;
    this.interval = interval;
  }

  /**
   * Opens a video.
   *
   * @throws MediaException if it cannot be: no such file, no video track, no decoder on the class
   *     path for a video file, no pictures in the folder ...
   */
  public static VideoFrames open(FaceVideo video) {
    double wanted = 1 / video.perSecond();
    FaceVideo.Source source = video.source();
    if (source instanceof FaceVideo.File file) {
      return new VideoFrames(decoded(file.path(), video.perSecond()), wanted);
    }
    if (source instanceof FaceVideo.Frames frames) {
      if (frames.frames().isEmpty()) {
        throw new MediaException(Reason.NO_PICTURES, "a video of 0 frames; expected at least one");
      }
      return new VideoFrames(new Sampled(frames.frames().iterator(), wanted), wanted);
    }
    boolean folder = source instanceof FaceVideo.Folder;
    List<Path> files =
        folder ? list(((FaceVideo.Folder) source).path()) : ((FaceVideo.Pictures) source).files();
    double taken =
        folder
            ? ((FaceVideo.Folder) source).framesPerSecond()
            : ((FaceVideo.Pictures) source).framesPerSecond();
    if (files.isEmpty()) {
      throw new MediaException(
          Reason.NO_PICTURES,
          folder
              ? "no picture files in "
                  + ((FaceVideo.Folder) source).path()
                  + "; expected names that end in "
                  + PICTURES.stream().sorted().toList()
              : "a video of 0 picture files; expected at least one");
    }
    Iterator<Frame> frames =
        Stream.iterate(0, i -> i < files.size(), i -> i + 1)
            .map(i -> new Frame(i / taken, FaceImage.of(files.get(i))))
            .iterator();
    return new VideoFrames(new Sampled(frames, wanted), Math.max(wanted, 1 / taken));
  }

  private static Source decoded(Path file, double perSecond) {
    if (Files.isDirectory(file)) {
      throw new MediaException(
          Reason.UNREADABLE,
          file
              + " is a folder; expected a video file. Take FaceVideo.ofFolder(path,"
              + " framesPerSecond) for a folder of pictures");
    }
    MediaDecoder.Pictures pictures =
        MediaDecoder.require().pictures(file, perSecond, MAX_SIDE, MediaDecoder.Limits.DEFAULT);
    return new Source() {
      @Override
      public Optional<Frame> next() {
        return pictures.next().map(VideoFrames::frame);
      }

      @Override
      public List<String> notes() {
        return pictures.notes();
      }

      @Override
      public void close() {
        pictures.close();
      }
    };
  }

  private static Frame frame(MediaDecoder.Picture picture) {
    Picture pixels = Picture.rgb(picture.width(), picture.height(), picture.rgb());
    return new Frame(picture.seconds(), FaceImage.of(pixels));
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(VideoFrames::isPicture)
          .limit(MAX_FILES)
          .sorted((a, b) -> natural(name(a), name(b)))
          .toList();
    } catch (IOException e) {
      throw new MediaException(Reason.UNREADABLE, "the folder " + folder + " cannot be read", e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isPicture(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Compares names as people count: digits by value ("frame9" before "frame10"). */
  static int natural(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (digit(a.charAt(i)) && digit(b.charAt(j))) {
        int endA = behindDigits(a, i);
        int endB = behindDigits(b, j);
        String numberA = a.substring(i, endA).replaceFirst("^0+", "");
        String numberB = b.substring(j, endB).replaceFirst("^0+", "");
        int order = Integer.compare(numberA.length(), numberB.length());
        order = order == 0 ? numberA.compareTo(numberB) : order;
        if (order != 0) {
          return order;
        }
        i = endA;
        j = endB;
      } else if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      } else {
        i++;
        j++;
      }
    }
    int left = Integer.compare(a.length() - i, b.length() - j);
    return left == 0 ? a.compareTo(b) : left;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int behindDigits(String text, int from) {
    int end = from;
    while (end < text.length() && digit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Thins out frames to one per interval. */
  private static final class Sampled implements Source {
    private final Iterator<Frame> frames;
    private final double interval;
    private double due = Double.NEGATIVE_INFINITY;

    Sampled(Iterator<Frame> frames, double interval) {
      this.frames = frames;
      this.interval = interval;
    }

    @Override
    public Optional<Frame> next() {
      while (frames.hasNext()) {
        Frame frame = frames.next();
        if (frame.seconds() >= due - ROUNDING) {
          due = (Math.floor(frame.seconds() / interval + ROUNDING) + 1) * interval;
          return Optional.of(frame);
        }
      }
      return Optional.empty();
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public void close() {
      // Nothing is open: every frame opens its own file when it is read.
    }
  }

  /**
   * Returns the next frame, or nothing at the end.
   *
   * @throws MediaException if the decoder does not answer in time
   */
  public Optional<Frame> next() {
    return source.next();
  }

  /** Returns for how many seconds a frame stands. */
  public double interval() {
    return interval;
  }

  /** Returns what the caller should know, complete once all frames were read. */
  public List<String> notes() {
    return source.notes();
  }

  @Override
  public void close() {
    source.close();
  }
}
