package dev.emotion4j.image;

import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes pictures of any origin by the JDK's ImageIO, with limits. Stateless and thread-safe.
 *
 * <p>The header is judged first: more than {@value #MOST_PIXELS} pixels or {@value #MOST_BYTES}
 * bytes are refused before anything is decoded, and so is a JPEG of more than 64 scans. The content
 * decides what a file is, not its name. The decoder sees the parts that decoding needs and no
 * others. Colours are taken as sRGB (profiles are ignored); CMYK is converted without a profile; 16
 * bits are rounded to 8; transparency is shown on white; of an animation the first picture is
 * taken. A JPEG that is cut off gives what can be decoded and a note; other formats that are cut
 * off are refused.
 */
public final class PictureReader {
  /** The most pixels of a picture: 40 megapixels. */
  public static final long MOST_PIXELS = 40_000_000;

  /** The most bytes of a file: 30 MB. */
  public static final int MOST_BYTES = 30_000_000;

  // Each goes over all pixels, and takes as little as 60 bytes of the file: a 150 kB file of 36
  // megapixels took 11 s. Usual are 1, or 10 in a progressive picture.
  private static final int MOST_SCANS = 64;

  // What JPEG's coefficients of 0 become: the middle of the range, and of two inks their product.
  private static final int EMPTY = 128;
  private static final int EMPTY_CMYK = 64;

  private static final String DAMAGED =
      "the file is cut off or damaged; what can be decoded was used";

  /**
   * What was read.
   *
   * @param picture upright
   * @param notes what the caller should know; never content
   */
  public record Read(Picture picture, List<String> notes) {
    /** Copies the notes. */
    public Read {
      notes = List.copyOf(notes);
    }
  }

  private PictureReader() {}

  /**
   * Decodes what a face picture is made of.
   *
   * @throws PictureException if it cannot be read; the message says why and what was expected
   */
  public static Read read(FaceImage.Content content) {
    if (content instanceof FaceImage.File file) {
      return read(file.path());
    }
    if (content instanceof FaceImage.Bytes bytes) {
      return read(bytes.file());
    }
    if (content instanceof FaceImage.Decoded decoded) {
      boolean damaged = decoded.picture().isDamaged();
      return new Read(decoded.picture(), damaged ? List.of(DAMAGED) : List.of());
    }
    BufferedImage image = ((FaceImage.Buffered) content).image();
    limit(image.getWidth(), image.getHeight());
    List<String> notes = new ArrayList<>();
    return new Read(Rasters.picture(image, false, notes), notes);
  }

  /** Decodes a file; see {@link #read(FaceImage.Content)}. */
  public static Read read(Path file) {
    if (Files.isDirectory(file)) {
      throw new PictureException(
          "'" + file + "' is a folder; expected a picture. Of a folder of frames make a FaceVideo");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new PictureException("'" + file + "' does not exist; expected a picture", e);
    } catch (IOException e) {
      throw new PictureException("'" + file + "' cannot be read: " + e, e);
    }
    Read read = read(bytes);
    PictureHeader.Kind kind = PictureHeader.of(bytes).kind();
    if (kind.named(String.valueOf(file.getFileName()))) {
      return read;
    }
    List<String> notes = new ArrayList<>(read.notes());
    notes.add("the file's content is " + kind + ", its name says something else");
    return new Read(read.picture(), notes);
  }

  /** Decodes the bytes of a file; see {@link #read(FaceImage.Content)}. */
  public static Read read(byte[] file) {
    if (file.length > MOST_BYTES) {
      throw new PictureException(
          "the picture takes more than " + MOST_BYTES + " bytes; expected a smaller file");
    }
    PictureHeader header = PictureHeader.of(file);
    limit(header.width(), header.height());
    List<String> notes = new ArrayList<>();
    try {
      Picture picture = decode(file, header, notes);
      if (header.orientation() != 1) {
        notes.add("turned upright as its EXIF data says");
      }
      return new Read(picture.upright(header.orientation()), notes);
    } catch (PictureException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders throw all kinds of exceptions at damaged data.
      throw new PictureException(
          "the " + header.kind() + " picture is damaged or of a kind that cannot be decoded: " + e,
          e);
    }
  }

  private static void limit(long width, long height) {
    if (width < 1 || height < 1) {
      throw new PictureException(
          "a picture of " + width + " x " + height + " pixels; expected at least one");
    }
    if (width * height > MOST_PIXELS) {
      throw new PictureException(
          String.format(
              Locale.ROOT,
              "a picture of %d x %d pixels (%d megapixels); expected at most %d megapixels. Make it"
                  + " smaller",
              width,
              height,
              width * height / 1_000_000,
              MOST_PIXELS / 1_000_000));
    }
  }

  private static Picture decode(byte[] file, PictureHeader header, List<String> notes)
      throws IOException {
    byte[] needed =
        switch (header.kind()) {
          case JPEG -> withoutMetadata(file);
          case PNG -> PngChunks.needed(file);
          default -> file;
        };
    ImageReader reader = reader(header.kind());
    // In memory: a cache file would leave the picture on the disk.
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(needed))) {
      reader.setInput(in, true, true);
      limit(reader.getWidth(0), reader.getHeight(0));
      boolean[] damaged = new boolean[1];
      IIOReadWarningListener listener = (source, warning) -> damaged[0] = true;
      reader.addIIOReadWarningListener(listener);
      Picture picture = decode(reader, header, notes);
      if (damaged[0]) {
        notes.add(DAMAGED);
        return missing(picture, header.channels() == 4 ? EMPTY_CMYK : EMPTY);
      }
      return picture;
    } finally {
      reader.dispose();
    }
  }

  /** Says which pixels are missing: to the end of a picture that was cut off all are empty. */
  private static Picture missing(Picture picture, int empty) {
    int x = picture.width() - 1;
    int y = picture.height() - 1;
    for (int channel = 0; channel < picture.channels(); channel++) {
      if (Math.abs(picture.sample(x, y, channel) - empty) > 1) {
        return picture; // its end is there
      }
    }
    return picture.damaged(x, y);
  }

  private static Picture decode(ImageReader reader, PictureHeader header, List<String> notes)
      throws IOException {
    if (header.channels() == 4) {
      notes.add("converted from CMYK without its colour profile");
      return CmykJpeg.picture(reader.readRaster(0, null), header.adobe());
    }
    ImageReadParam param = reader.getDefaultReadParam();
    return Rasters.picture(reader.read(0, param), true, notes);
  }

  private static byte[] withoutMetadata(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, 2);
    JpegSegments at = JpegSegments.first(file);
    for (; !at.isScan(); at = at.next()) {
      if (at.isNeeded()) {
        kept.write(file, at.start(), at.end() - at.start());
      }
    }
    int scans = JpegSegments.scans(file, at.start());
    if (scans > MOST_SCANS) {
      throw new PictureException(
          "a JPEG picture in "
              + scans
              + " scans; expected at most "
              + MOST_SCANS
              + ". Save it anew as a plain JPEG");
    }
    kept.write(file, at.start(), file.length - at.start());
    return kept.toByteArray();
  }

  private static ImageReader reader(PictureHeader.Kind kind) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
    if (!readers.hasNext()) {
      throw new PictureException(
          "no reader for "
              + kind
              + " pictures; add com.twelvemonkeys.imageio:imageio-webp to the class path, or"
              + " convert the picture to JPEG or PNG");
    }
    return readers.next();
  }
}
