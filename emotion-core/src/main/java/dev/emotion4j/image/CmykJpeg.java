package dev.emotion4j.image;

import dev.emotion4j.signal.Picture;
import java.awt.image.Raster;

/**
 * JPEG files of four inks, which ImageIO reads as raw numbers only. Files with Adobe's marker hold
 * 255 minus the ink; its transform 2 says that the first three are luma and chroma (YCCK). The
 * light that is left is {@code (1 - ink) (1 - black)}.
 */
final class CmykJpeg {
  private static final int YCCK = 2;

  private CmykJpeg() {}

  static Picture picture(Raster raster, int adobe) {
    if (raster.getNumBands() != 4) {
      throw new PictureException(
          "a JPEG picture of " + raster.getNumBands() + " channels; expected 1, 3 or 4");
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[width * height * 3];
    int[] row = new int[width * 4];
    for (int y = 0, to = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += 4, to += 3) {
        if (adobe == YCCK) {
          inks(row, x);
        }
        for (int c = 0; c < 3; c++) {
          int light = adobe >= 0 ? row[x + c] : 255 - row[x + c];
          int white = adobe >= 0 ? row[x + 3] : 255 - row[x + 3];
          rgb[to + c] = (byte) ((light * white + 127) / 255);
        }
      }
    }
    return Picture.rgb(width, height, rgb);
  }

  /** From luma and chroma to three inks, in place (ITU-R BT.601, full range). */
  private static void inks(int[] row, int x) {
    double luma = row[x];
    double blue = row[x + 1] - 128;
    double red = row[x + 2] - 128;
    row[x] = 255 - clip(luma + 1.402 * red);
    row[x + 1] = 255 - clip(luma - 0.344136 * blue - 0.714136 * red);
    row[x + 2] = 255 - clip(luma + 1.772 * blue);
  }

  private static int clip(double value) {
    return (int) Math.min(255, Math.max(0, Math.round(value)));
  }
}
