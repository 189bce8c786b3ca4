package dev.emotion4j.signal;

import java.nio.file.Path;
import java.util.List;

/**
 * A face that moves: a video file, the pictures of a folder, or frames at their times. Immutable;
 * {@link #toString} tells the form only. Nothing is opened before it is recognised, so a file that
 * cannot be read costs its own modality and no other.
 *
 * <p>Frames are sampled {@value #PER_SECOND} times per second unless {@link #perSecond(double)}
 * says otherwise. Recognised as one sample, a video counts with at most {@value #MAX_FRAMES} frames
 * ({@link #maxFrames(int)}), spread evenly over its length; as a timeline, with all of them.
 *
 * <pre>{@code
 * FaceVideo clip = FaceVideo.of(Path.of("clip.mp4"));
 * FaceVideo frames = FaceVideo.ofFolder(Path.of("frames"), 25).perSecond(5);
 * }</pre>
 */
public final class FaceVideo implements Signal {
  /** Frames per second that are looked at, unless told otherwise. */
  public static final double PER_SECOND = 2;

  /** Frames that one sample counts with, unless told otherwise. */
  public static final int MAX_FRAMES = 64;

  /** What a video is made of. */
  public sealed interface Source permits File, Folder, Pictures, Frames {}

  /**
   * A video file, which the media decoder on the class path opens when it is needed.
   *
   * @param path where it lies
   */
  public record File(Path path) implements Source {}

  /**
   * A folder of pictures, listed when it is needed: its JPEG, PNG, BMP, GIF and WebP files in
   * natural order ({@code frame9} before {@code frame10}).
   *
   * @param path where it lies
   * @param framesPerSecond how fast the pictures were taken
   */
  public record Folder(Path path, double framesPerSecond) implements Source {}

  /**
   * Picture files in their order.
   *
   * @param files where they lie
   * @param framesPerSecond how fast the pictures were taken
   */
  public record Pictures(List<Path> files, double framesPerSecond) implements Source {
    /** Copies the list. */
    public Pictures {
      files = List.copyOf(files);
    }
  }

  /**
   * Frames at their times.
   *
   * @param frames in the order of their times
   */
  public record Frames(List<Frame> frames) implements Source {
    /** Copies the list and checks the order. */
    public Frames {
      frames = List.copyOf(frames);
      for (int i = 1; i < frames.size(); i++) {
        if (frames.get(i).seconds() < frames.get(i - 1).seconds()) {
          throw new IllegalArgumentException(
              "frame "
                  + i
                  + " at "
                  + frames.get(i).seconds()
                  + " s after one at "
                  + frames.get(i - 1).seconds()
                  + " s; expected frames in the order of their times");
        }
      }
    }
  }

  /**
   * A picture at its time.
   *
   * @param seconds from the start of the video, 0 or more
   * @param image the picture
   */
  public record Frame(double seconds, FaceImage image) {
    /** Checks the time. */
    public Frame {
      if (!(seconds >= 0 && Double.isFinite(seconds))) {
        throw new IllegalArgumentException(
            "a frame at " + seconds + " s; expected 0 or more, from the start of the video");
      }
    }
  }

  private final Source source;
  private final double perSecond;
  private final int maxFrames;

  private FaceVideo(Source source, double perSecond, int maxFrames) {
    this.source = source;
    this.perSecond = perSecond;
    this.maxFrames = maxFrames;
  }

  private static FaceVideo of(Source source) {
    return new FaceVideo(source, PER_SECOND, MAX_FRAMES);
  }

  /** Returns the pictures of a video file, which is opened when it is recognised. */
  public static FaceVideo of(Path file) {
    return of(new File(file));
  }

  /** Returns the pictures in a folder, which is listed when it is recognised. */
  public static FaceVideo ofFolder(Path folder, double framesPerSecond) {
    return of(new Folder(folder, rate(framesPerSecond)));
  }

  /** Returns pictures in their order. */
  public static FaceVideo ofPictures(List<Path> files, double framesPerSecond) {
    return of(new Pictures(files, rate(framesPerSecond)));
  }

  /** Returns frames at their times, in order. */
  public static FaceVideo ofFrames(List<Frame> frames) {
    return of(new Frames(frames));
  }

  private static double rate(double perSecond) {
    if (!(perSecond > 0 && perSecond <= 1000)) {
      throw new IllegalArgumentException(
          perSecond + " frames per second; expected more than 0, at most 1000");
    }
    return perSecond;
  }

  /** Returns a copy of which this many frames per second are looked at, above 0 to 60. */
  public FaceVideo perSecond(double frames) {
    if (!(frames > 0 && frames <= 60)) {
      throw new IllegalArgumentException(
          "sampling of " + frames + " frames per second; expected more than 0, at most 60");
    }
    return new FaceVideo(source, frames, maxFrames);
  }

  /** Returns a copy that counts with at most this many frames as one sample, 1 to 512. */
  public FaceVideo maxFrames(int most) {
    if (most < 1 || most > 512) {
      throw new IllegalArgumentException(
          "at most " + most + " frames of a sample; expected 1 to 512");
    }
    return new FaceVideo(source, perSecond, most);
  }

  /** Returns what it is made of. */
  public Source source() {
    return source;
  }

  /** Returns how many frames per second are looked at. */
  public double perSecond() {
    return perSecond;
  }

  /** Returns with how many frames one sample counts at most. */
  public int maxFrames() {
    return maxFrames;
  }

  @Override
  public Modality modality() {
    return Modality.FACE;
  }

  @Override
  public String toString() {
    String from;
    if (source instanceof Frames frames) {
      from = frames.frames().size() + " frames";
    } else if (source instanceof Pictures pictures) {
      from = pictures.files().size() + " pictures";
    } else {
      from = source instanceof File ? "a file" : "a folder";
    }
    return "face video of " + from + " at " + perSecond + " per second";
  }
}
