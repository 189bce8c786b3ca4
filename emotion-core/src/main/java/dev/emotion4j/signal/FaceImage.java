package dev.emotion4j.signal;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A still picture with a face: a file, its bytes, or a decoded picture. Immutable; {@link
 * #toString} tells the form only. Nothing is read before it is recognised, so a file that cannot be
 * read costs its own modality and no other.
 *
 * <pre>{@code
 * FaceImage whole = FaceImage.of(Path.of("portrait.jpg"));
 * FaceImage second = whole.within(FaceBox.of(320, 40, 120, 150));
 * }</pre>
 */
public final class FaceImage implements Signal {
  /** What a picture is made of. */
  public sealed interface Content permits File, Bytes, Buffered, Decoded {}

  /**
   * A file in JPEG, PNG, GIF, BMP or, with a reader on the class path, WebP; its content decides,
   * not its name.
   *
   * @param path where it lies
   */
  public record File(Path path) implements Content {}

  /**
   * The bytes of such a file; the array is the caller's, who must not write to it.
   *
   * @param file the whole file
   */
  @SuppressWarnings("ArrayRecordComponent") // copying 30 MB would be the surprise
  public record Bytes(byte[] file) implements Content {
    @Override
    public String toString() {
      return file.length + " bytes";
    }
  }

  /**
   * A picture of the JDK, which the caller must not change; its orientation is upright.
   *
   * @param image the picture
   */
  public record Buffered(BufferedImage image) implements Content {
    @Override
    public String toString() {
      return image.getWidth() + " x " + image.getHeight() + " pixels";
    }
  }

  /**
   * A decoded picture.
   *
   * @param picture the picture
   */
  public record Decoded(Picture picture) implements Content {
    @Override
    public String toString() {
      return picture.width() + " x " + picture.height() + " pixels";
    }
  }

  private final Content content;
  private final @Nullable FaceBox face;

  private FaceImage(Content content, @Nullable FaceBox face) {
    this.content = content;
    this.face = face;
  }

  /** Returns the picture in a file, which is read when it is recognised. */
  public static FaceImage of(Path file) {
    return new FaceImage(new File(file), null);
  }

  /** Returns the picture in the bytes of a file, which the caller must not change. */
  public static FaceImage of(byte[] file) {
    return new FaceImage(new Bytes(file), null);
  }

  /** Returns a picture of the JDK, which the caller must not change. */
  public static FaceImage of(BufferedImage image) {
    return new FaceImage(new Buffered(image), null);
  }

  /** Returns a decoded picture, a frame of a video for example. */
  public static FaceImage of(Picture picture) {
    return new FaceImage(new Decoded(picture), null);
  }

  /**
   * Returns the same picture with one face chosen; no detector is asked.
   *
   * @param box in pixels of the upright picture
   */
  public FaceImage within(FaceBox box) {
    return new FaceImage(content, box);
  }

  /** Returns what it is made of. */
  public Content content() {
    return content;
  }

  /** Returns the chosen face, if one was. */
  public Optional<FaceBox> face() {
    return Optional.ofNullable(face);
  }

  @Override
  public Modality modality() {
    return Modality.FACE;
  }

  @Override
  public String toString() {
    String from = content instanceof File ? "a file" : content.toString();
    return "face picture of " + from + (face == null ? "" : ", one face chosen");
  }
}
