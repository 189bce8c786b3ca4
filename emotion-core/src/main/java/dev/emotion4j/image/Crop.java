package dev.emotion4j.image;

import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.Picture;

/**
 * A part of a picture in pixels, which may reach over its edge. Immutable.
 *
 * @param x the left edge
 * @param y the upper edge
 * @param width more than 0
 * @param height more than 0
 */
public record Crop(double x, double y, double width, double height) {
  /** Checks that it has an area. */
  public Crop {
    if (!(width > 0 && height > 0) || !Double.isFinite(x + width) || !Double.isFinite(y + height)) {
      throw new IllegalArgumentException(
          "a crop of " + width + " x " + height + "; expected finite numbers above 0");
    }
  }

  /** Returns all of a picture. */
  public static Crop whole(Picture picture) {
    return new Crop(0, 0, picture.width(), picture.height());
  }

  /** Returns the largest square in the middle of a picture. */
  public static Crop middle(Picture picture) {
    double side = Math.min(picture.width(), picture.height());
    return new Crop((picture.width() - side) / 2, (picture.height() - side) / 2, side, side);
  }

  /**
   * Returns the square around a face.
   *
   * @param margin what is added on every side, as a share of the box's longer side; above -0.5
   */
  public static Crop around(FaceBox face, double margin) {
    double side = Math.max(face.width(), face.height()) * (1 + 2 * margin);
    return new Crop(
        face.x() + (face.width() - side) / 2, face.y() + (face.height() - side) / 2, side, side);
  }

  boolean isInside(Picture picture) {
    return x >= 0 && y >= 0 && x + width <= picture.width() && y + height <= picture.height();
  }
}
