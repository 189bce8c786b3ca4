package dev.emotion4j.image;

import dev.emotion4j.signal.Picture;

/**
 * How well a face can be seen, from its grey crop: the smaller of size and sharpness, as an
 * enlarged crop is blurred, too, which counts once, times exposure, times decoded:
 *
 * <ul>
 *   <li>size: {@code min(1, pixels / side)}, the face's side in the picture over the side of the
 *       crop: below it, the crop was enlarged;
 *   <li>sharpness: {@code min(1, sqrt(v / 0.06))}, where {@code v} is the variance of the Laplacian
 *       (Pech-Pacheco et al., 2000) over the variance of the grey values, so that contrast does not
 *       count twice;
 *   <li>exposure: {@code min(1, deviation / 12)} of the grey values from 0 to 255;
 *   <li>decoded: of a damaged file, how much of the crop was decoded.
 * </ul>
 *
 * and at least {@value #LEAST}. Immutable.
 *
 * <p>The 0.06 was chosen on 800 validation faces of FER+ and a small network of others: of sharp
 * faces it recognised .80, of faces that had been made as blurred as ones of 24, 16, 12 and 8
 * pixels (median {@code v} .064, .027, .011, .003) .76, .63, .54 and .43. The built-in branch,
 * which saw such faces in training, recognises .844, .794, .739 and .680 of whole faces and of
 * those of 24, 16 and 12 pixels; a quarter of the light costs it nothing, so only what little is
 * left of the contrast in the dark counts. Noise is not measured: the branch's confidence follows
 * it ({@code docs/results.md}).
 *
 * @param size 0 to 1
 * @param sharpness 0 to 1
 * @param exposure 0 to 1
 * @param decoded 0 to 1
 */
public record FaceQuality(double size, double sharpness, double exposure, double decoded) {
  /** The quality of a face of which hardly anything can be seen. */
  public static final double LEAST = 0.05;

  private static final double SHARP = 0.06;
  private static final double CONTRAST = 12;
  private static final double FLAT = 1;

  /**
   * Measures a face.
   *
   * @param grey {@code [side, side]}, 0 to 255
   * @param side of the crop
   * @param picture what it was cut out of
   * @param crop where
   */
  public static FaceQuality of(float[] grey, int side, Picture picture, Crop crop) {
    double variance = variance(grey);
    double sharpness =
        variance < FLAT ? 0 : Math.sqrt(variance(laplacian(grey, side)) / variance / SHARP);
    return new FaceQuality(
        Math.min(1, crop.width() / side),
        Math.min(1, sharpness),
        Math.min(1, Math.sqrt(variance) / CONTRAST),
        decoded(picture, crop));
  }

  /** Returns all in one, {@value #LEAST} to 1. */
  public double quality() {
    return Math.max(LEAST, Math.min(size, sharpness) * exposure * decoded);
  }

  private static double decoded(Picture picture, Crop crop) {
    if (!picture.isDamaged()) {
      return 1;
    }
    long seen = 0;
    long all = 0;
    int right = (int) Math.min(picture.width(), Math.ceil(crop.x() + crop.width()));
    int bottom = (int) Math.min(picture.height(), Math.ceil(crop.y() + crop.height()));
    for (int y = (int) Math.max(0, crop.y()); y < bottom; y++) {
      for (int x = (int) Math.max(0, crop.x()); x < right; x++, all++) {
        seen += picture.isDecoded(x, y) ? 1 : 0;
      }
    }
    return (double) seen / Math.max(1, all);
  }

  private static float[] laplacian(float[] grey, int side) {
    float[] result = new float[Math.max(0, side - 2) * Math.max(0, side - 2)];
    for (int y = 1, to = 0; y < side - 1; y++) {
      for (int x = 1; x < side - 1; x++, to++) {
        int i = y * side + x;
        result[to] = grey[i - 1] + grey[i + 1] + grey[i - side] + grey[i + side] - 4 * grey[i];
      }
    }
    return result;
  }

  private static double variance(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double count = Math.max(1, values.length);
    return Math.max(0, squares / count - sum / count * (sum / count));
  }
}
