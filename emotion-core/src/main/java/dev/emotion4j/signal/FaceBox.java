package dev.emotion4j.signal;

import java.util.List;

/**
 * Where a face is in a picture, in pixels of the upright picture: x runs to the right, y down, from
 * the upper left corner. The box may reach over the picture's edge. Immutable.
 *
 * @param x the left edge
 * @param y the upper edge
 * @param width more than 0
 * @param height more than 0
 * @param landmarks none, or five: the eye on the picture's left, the eye on its right, the tip of
 *     the nose, the left and the right corner of the mouth
 * @param score how sure the detector is, 0 to 1; 1 for a box that a person drew
 */
public record FaceBox(
    double x, double y, double width, double height, List<Point> landmarks, double score) {
  /** How many landmarks a face has, if it has any. */
  public static final int LANDMARKS = 5;

  /**
   * A place in a picture, in pixels.
   *
   * @param x to the right
   * @param y down
   */
  public record Point(double x, double y) {}

  /** Copies the landmarks; checks that the box has an area. */
  public FaceBox {
    landmarks = List.copyOf(landmarks);
    if (!landmarks.isEmpty() && landmarks.size() != LANDMARKS) {
      throw new IllegalArgumentException(
          landmarks.size() + " landmarks; expected none or " + LANDMARKS);
    }
    if (!(width > 0 && height > 0)
        || !Double.isFinite(x + width)
        || !Double.isFinite(y + height)
        || !(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "a face box at ("
              + x
              + ", "
              + y
              + ") of "
              + width
              + " x "
              + height
              + " with score "
              + score
              + "; expected finite numbers, a positive width and height, and a score from 0 to 1");
    }
  }

  /** Returns a box that a person drew. */
  public static FaceBox of(double x, double y, double width, double height) {
    return new FaceBox(x, y, width, height, List.of(), 1);
  }

  /** Returns the number of pixels in it. */
  public double area() {
    return width * height;
  }

  /**
   * Returns the area that both boxes cover over the area that either covers (Jaccard index,
   * "intersection over union"), 0 to 1.
   */
  public double overlap(FaceBox other) {
    double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
    double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
    if (across <= 0 || down <= 0) {
      return 0;
    }
    double both = across * down;
    return both / (area() + other.area() - both);
  }
}
