package dev.emotion4j.examples.experiments;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.Resize;
import dev.emotion4j.signal.Picture;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** How a grey face comes to the eye: as it was found, from far away, in bad light, turned ... */
enum Seeing {
  WHOLE((face, seed) -> face),
  /** So many pixels wide and high, as a face at the back of a picture. */
  PIXELS_24((face, seed) -> small(face, 24)),
  PIXELS_16((face, seed) -> small(face, 16)),
  PIXELS_12((face, seed) -> small(face, 12)),
  /** Gaussian noise of two hundredths of white; so on. */
  NOISE_2((face, seed) -> noisy(face, 0.02, seed)),
  NOISE_5((face, seed) -> noisy(face, 0.05, seed)),
  NOISE_10((face, seed) -> noisy(face, 0.1, seed)),
  NOISE_20((face, seed) -> noisy(face, 0.2, seed)),
  /** A quarter of the light, without and with noise. */
  DIM((face, seed) -> each(face, grey -> grey / 4)),
  DIM_NOISE_2((face, seed) -> noisy(each(face, grey -> grey / 4), 0.02, seed)),
  /** Twice the light: what is brighter than white is lost. */
  BRIGHT((face, seed) -> each(face, grey -> 2 * grey)),
  /** JPEG of this quality, of the small picture itself. */
  JPEG_30((face, seed) -> jpeg(face, 0.3f)),
  JPEG_10((face, seed) -> jpeg(face, 0.1f)),
  /** To the left or to the right, in degrees. */
  TURNED_10((face, seed) -> turned(face, seed % 2 == 0 ? 10 : -10)),
  TURNED_20((face, seed) -> turned(face, seed % 2 == 0 ? 20 : -20)),
  /** Cut out so much wider than it was found, and to this share of it: where it was not found. */
  WIDE_125((face, seed) -> scaled(face, 1 / 1.25)),
  WIDE_150((face, seed) -> scaled(face, 1 / 1.5)),
  WIDE_200((face, seed) -> scaled(face, 0.5)),
  NARROW_80((face, seed) -> scaled(face, 1.25)),
  /** A light mask over the lower two fifths, dark glasses over a sixth. */
  COVERED_MOUTH((face, seed) -> covered(face, 0.6, 1, 0.8)),
  COVERED_EYES((face, seed) -> covered(face, 0.29, 0.46, 0.1));

  private interface Way {
    Picture of(Picture face, long seed);
  }

  private static final int WHITE = 255;

  @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
  private final Way way;

  Seeing(Way way) {
    this.way = way;
  }

  /** Returns the name as a report writes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the face so, always the same; the seed tells noises and directions of faces apart. */
  Picture of(Picture face, long seed) {
    return way.of(face, seed);
  }

  private static Picture small(Picture face, int side) {
    Crop whole = Crop.whole(face);
    float[] grey = Resize.luma(face, whole, side, side, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
    byte[] data = new byte[grey.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) Math.round(grey[i]);
    }
    return Picture.grey(side, side, data);
  }

  private static Picture noisy(Picture face, double deviation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return each(face, grey -> grey + deviation * random.nextGaussian());
  }

  /** Changes each grey value, from 0 to 1; what leaves that range is cut. */
  private static Picture each(Picture face, DoubleUnaryOperator change) {
    byte[] data = new byte[face.width() * face.height()];
    for (int i = 0; i < data.length; i++) {
      int grey = face.sample(i % face.width(), i / face.width(), 0);
      double changed = change.applyAsDouble((double) grey / WHITE);
      data[i] = (byte) Math.round(WHITE * Math.max(0, Math.min(1, changed)));
    }
    return Picture.grey(face.width(), face.height(), data);
  }

  /**
   * Covers from one share of the height to another, all but an eighth of the width on each side.
   */
  private static Picture covered(Picture face, double from, double to, double grey) {
    int side = face.width();
    byte[] data = new byte[side * side];
    for (int i = 0; i < data.length; i++) {
      int x = i % side;
      int y = i / side;
      boolean hidden =
          y + 0.5 >= from * side && y + 0.5 < to * side && x >= side / 8 && x < side - side / 8;
      data[i] = (byte) (hidden ? Math.round(WHITE * grey) : face.sample(x, y, 0));
    }
    return Picture.grey(side, side, data);
  }

  private static Picture jpeg(Picture face, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image(face), null, null), settings);
      out.flush();
      return picture(ImageIO.read(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  private static Picture turned(Picture face, double degrees) {
    double middle = 1.5 * face.width();
    return moved(face, AffineTransform.getRotateInstance(Math.toRadians(degrees), middle, middle));
  }

  private static Picture scaled(Picture face, double factor) {
    double middle = 1.5 * face.width();
    AffineTransform scaling = AffineTransform.getTranslateInstance(middle, middle);
    scaling.scale(factor, factor);
    scaling.translate(-middle, -middle);
    return moved(face, scaling);
  }

  /** Moves what is in a picture that is continued at its borders. */
  private static Picture moved(Picture face, AffineTransform move) {
    int side = face.width();
    BufferedImage wide = new BufferedImage(3 * side, 3 * side, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 9 * side * side; i++) {
      int x = i % (3 * side);
      int y = i / (3 * side);
      int grey = face.sample(within(x - side, side), within(y - side, side), 0);
      wide.getRaster().setSample(x, y, 0, grey);
    }
    BufferedImage moved =
        new AffineTransformOp(move, AffineTransformOp.TYPE_BILINEAR)
            .filter(wide, new BufferedImage(3 * side, 3 * side, BufferedImage.TYPE_BYTE_GRAY));
    return picture(moved.getSubimage(side, side, side, side));
  }

  private static int within(int at, int side) {
    return Math.max(0, Math.min(side - 1, at));
  }

  private static BufferedImage image(Picture face) {
    BufferedImage image =
        new BufferedImage(face.width(), face.height(), BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < face.width() * face.height(); i++) {
      int x = i % face.width();
      int y = i / face.width();
      image.getRaster().setSample(x, y, 0, face.sample(x, y, 0));
    }
    return image;
  }

  // The raster, not getRGB: that would apply a gamma curve to grey pictures.
  private static Picture picture(BufferedImage image) {
    int width = image.getWidth();
    byte[] grey = new byte[width * image.getHeight()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) image.getRaster().getSample(i % width, i / width, 0);
    }
    return Picture.grey(width, image.getHeight(), grey);
  }
}
