package dev.emotion4j.image;

import dev.emotion4j.signal.Picture;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.List;

/**
 * From the JDK's pictures to ours. Grey is read from the raster: {@code getRGB} would put it
 * through a gamma curve (211 becomes 235), because the JDK takes grey as linear light.
 */
final class Rasters {
  private Rasters() {}

  /**
   * Converts a picture.
   *
   * @param own whether its array may be taken over and changed
   * @param notes receives what was lost
   */
  static Picture picture(BufferedImage image, boolean own, List<String> notes) {
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && isPacked(image, 3)) {
      byte[] data = bytes(image);
      return Picture.rgb(image.getWidth(), image.getHeight(), swapped(own ? data : data.clone()));
    }
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && isPacked(image, 1)) {
      byte[] data = bytes(image);
      return Picture.grey(image.getWidth(), image.getHeight(), own ? data : data.clone());
    }
    ColorModel model = image.getColorModel();
    int space = model.getColorSpace().getType();
    boolean components =
        model instanceof ComponentColorModel
            && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
            && image.getRaster().getTransferType() <= DataBuffer.TYPE_USHORT;
    return components ? components(image, notes) : colours(image, notes);
  }

  private static boolean isPacked(BufferedImage image, int channels) {
    return image.getRaster().getSampleModel() instanceof PixelInterleavedSampleModel model
        && image.getRaster().getParent() == null
        && model.getPixelStride() == channels
        && model.getScanlineStride() == image.getWidth() * channels
        && bytes(image).length == image.getWidth() * image.getHeight() * channels;
  }

  private static byte[] bytes(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  private static byte[] swapped(byte[] data) {
    for (int i = 0; i < data.length; i += 3) {
      byte blue = data[i];
      data[i] = data[i + 2];
      data[i + 2] = blue;
    }
    return data;
  }

  /**
   * Pictures of one number per channel: grey or red-green-blue, 8 or 16 bits, with alpha or not.
   */
  private static Picture components(BufferedImage image, List<String> notes) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int channels = model.getNumColorComponents();
    boolean alpha = model.hasAlpha();
    int width = image.getWidth();
    byte[] data = new byte[width * image.getHeight() * channels];
    int[] most = new int[bands];
    for (int band = 0; band < bands; band++) {
      most[band] = (1 << model.getComponentSize(band)) - 1;
    }
    int[] row = new int[width * bands];
    boolean transparent = false;
    for (int y = 0, to = 0; y < image.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        int opaque = alpha ? scaled(row[x + bands - 1], most[bands - 1]) : 255;
        transparent |= opaque < 255;
        for (int c = 0; c < channels; c++) {
          int value = scaled(row[x + c], most[c]);
          data[to++] = (byte) onWhite(value, opaque, model.isAlphaPremultiplied());
        }
      }
    }
    if (most[0] > 255) {
      notes.add("16 bits per channel rounded to 8");
    }
    note(transparent, notes);
    return channels == 1
        ? Picture.grey(width, image.getHeight(), data)
        : Picture.rgb(width, image.getHeight(), data);
  }

  /** Everything else, by its colours: palettes, packed integers, other colour spaces. */
  private static Picture colours(BufferedImage image, List<String> notes) {
    int width = image.getWidth();
    byte[] data = new byte[width * image.getHeight() * 3];
    int[] row = new int[width];
    boolean transparent = false;
    boolean grey = image.getColorModel() instanceof IndexColorModel;
    for (int y = 0, to = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        int opaque = pixel >>> 24;
        transparent |= opaque < 255;
        int red = onWhite(pixel >> 16 & 255, opaque, false);
        int green = onWhite(pixel >> 8 & 255, opaque, false);
        int blue = onWhite(pixel & 255, opaque, false);
        grey &= red == green && green == blue;
        data[to++] = (byte) red;
        data[to++] = (byte) green;
        data[to++] = (byte) blue;
      }
    }
    note(transparent, notes);
    return grey
        ? first(width, image.getHeight(), data)
        : Picture.rgb(width, image.getHeight(), data);
  }

  private static Picture first(int width, int height, byte[] rgb) {
    byte[] grey = new byte[width * height];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rgb[3 * i];
    }
    return Picture.grey(width, height, grey);
  }

  private static int scaled(int value, int most) {
    return most == 255 ? value : (int) (((long) value * 255 + most / 2) / most);
  }

  private static int onWhite(int value, int opaque, boolean premultiplied) {
    if (opaque == 255) {
      return value;
    }
    int light = premultiplied ? value : (value * opaque + 127) / 255;
    return Math.min(255, light + 255 - opaque);
  }

  private static void note(boolean transparent, List<String> notes) {
    if (transparent) {
      notes.add("transparent parts shown on white");
    }
  }
}
