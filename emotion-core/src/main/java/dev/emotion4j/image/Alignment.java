package dev.emotion4j.image;

import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceBox.Point;
import dev.emotion4j.signal.Picture;
import java.util.List;

/**
 * The similarity (turning, scaling, moving) that brings points onto others with the least squared
 * error (Umeyama, 1991, in the plane and without mirroring): {@code x' = a x - b y + dx, y' = b x +
 * a y + dy}. Immutable.
 *
 * @param a scale times cosine
 * @param b scale times sine
 * @param dx move to the right
 * @param dy move down
 */
public record Alignment(double a, double b, double dx, double dy) {
  /**
   * Returns the similarity from points onto others.
   *
   * @throws IllegalArgumentException if there are not equally many, or all of the first are one
   */
  public static Alignment of(List<Point> from, List<Point> to) {
    if (from.size() != to.size() || from.size() < 2) {
      throw new IllegalArgumentException(
          from.size() + " points onto " + to.size() + "; expected equally many, at least two");
    }
    Point source = middle(from);
    Point target = middle(to);
    double spread = 0;
    double along = 0;
    double across = 0;
    for (int i = 0; i < from.size(); i++) {
      double x = from.get(i).x() - source.x();
      double y = from.get(i).y() - source.y();
      double u = to.get(i).x() - target.x();
      double v = to.get(i).y() - target.y();
      spread += x * x + y * y;
      along += x * u + y * v;
      across += x * v - y * u;
    }
    if (!(spread > 0)) {
      throw new IllegalArgumentException("points that are all one; expected some distance");
    }
    double a = along / spread;
    double b = across / spread;
    return new Alignment(
        a,
        b,
        target.x() - a * source.x() + b * source.y(),
        target.y() - b * source.x() - a * source.y());
  }

  private static Point middle(List<Point> points) {
    double x = 0;
    double y = 0;
    for (Point point : points) {
      x += point.x() / points.size();
      y += point.y() / points.size();
    }
    return new Point(x, y);
  }

  /** Returns where a point comes to lie. */
  public Point apply(Point point) {
    return new Point(a * point.x() - b * point.y() + dx, b * point.x() + a * point.y() + dy);
  }

  /** Returns how many target pixels one source pixel becomes, along a line. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /**
   * Returns the angle by which the eyes are lower on the right of the picture, in radians.
   *
   * @param face with landmarks
   */
  public static double roll(FaceBox face) {
    Point left = face.landmarks().get(0);
    Point right = face.landmarks().get(1);
    return Math.atan2(right.y() - left.y(), right.x() - left.x());
  }

  /**
   * Returns the square around a face, turned so that its eyes are level, as luma {@code [side,
   * side]} of 0 to 255. The picture is brought to about the target's size first (antialiased) and
   * then sampled bilinearly; behind its edge it repeats.
   *
   * @param face with landmarks
   * @param margin as in {@link Crop#around}
   */
  public static float[] upright(Picture picture, FaceBox face, double margin, int side) {
    Crop square = Crop.around(face, margin);
    // Twice as wide, so that the corners of the turned square have something to show.
    Crop wide =
        new Crop(
            square.x() - square.width() / 2,
            square.y() - square.height() / 2,
            2 * square.width(),
            2 * square.height());
    int large = 2 * side;
    float[] luma =
        Resize.luma(picture, wide, large, large, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
    double roll = roll(face);
    double cos = Math.cos(roll);
    double sin = Math.sin(roll);
    float[] result = new float[side * side];
    for (int y = 0, i = 0; y < side; y++) {
      for (int x = 0; x < side; x++, i++) {
        double u = x + 0.5 - side / 2.0;
        double v = y + 0.5 - side / 2.0;
        result[i] =
            bilinear(luma, large, side + u * cos - v * sin - 0.5, side + u * sin + v * cos - 0.5);
      }
    }
    return result;
  }

  private static float bilinear(float[] grey, int side, double px, double py) {
    double x = Math.min(side - 1, Math.max(0, px));
    double y = Math.min(side - 1, Math.max(0, py));
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(side - 1, left + 1);
    int bottom = Math.min(side - 1, top + 1);
    float fx = (float) (x - left);
    float fy = (float) (y - top);
    float above = grey[top * side + left] * (1 - fx) + grey[top * side + right] * fx;
    float below = grey[bottom * side + left] * (1 - fx) + grey[bottom * side + right] * fx;
    return above * (1 - fy) + below * fy;
  }
}
