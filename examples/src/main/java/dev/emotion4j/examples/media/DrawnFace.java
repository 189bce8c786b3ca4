package dev.emotion4j.examples.media;

import java.awt.image.BufferedImage;

/**
 * A drawn face with an expression: a relief lit from the upper left. Every pixel is a formula, so
 * that no font, no renderer and no JDK changes it visibly. Immutable.
 */
final class DrawnFace {
  private static final double[] LIGHT = {-0.34, -0.46, 0.82};
  private static final double DELTA = 0.004;
  private static final int FINER = 3; // samples per pixel in each direction
  private final FaceShape shape;
  private final FaceColors colors;

  DrawnFace(Expression expression) {
    shape = new FaceShape(expression);
    colors = new FaceColors(expression, shape);
  }

  /** A square picture with the face in its middle, RGB, eight bits per channel. */
  BufferedImage draw(int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        image.setRGB(column, row, pixel(column, row, size));
      }
    }
    return image;
  }

  private int pixel(int column, int row, int size) {
    double[] sum = new double[3];
    for (int down = 0; down < FINER; down++) {
      for (int across = 0; across < FINER; across++) {
        double x = (column + (across + 0.5) / FINER) / size;
        double y = (row + (down + 0.5) / FINER) / size;
        add(sum, (x - 0.5) / 0.355, (y - 0.53) / 0.355);
      }
    }
    return pack(sum);
  }

  private static int pack(double[] sum) {
    int rgb = 0;
    for (double channel : sum) {
      rgb = rgb << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, channel / (FINER * FINER))));
    }
    return rgb;
  }

  private void add(double[] sum, double x, double y) {
    double[] behind = behind(x, y);
    double face = shape.face(x, y);
    double[] front = face > 0 ? colors.at(x, y) : behind;
    double light = face > 0 ? light(x, y) : 1;
    for (int c = 0; c < 3; c++) {
      sum[c] += Soft.mix(behind[c], front[c] * light, face);
    }
  }

  /** Lambert's cosine law on the relief, with an even share from everywhere. */
  private double light(double x, double y) {
    double here = shape.height(x, y);
    double dx = (shape.height(x + DELTA, y) - here) / DELTA;
    double dy = (shape.height(x, y + DELTA) - here) / DELTA;
    double cosine = (-dx * LIGHT[0] - dy * LIGHT[1] + LIGHT[2]) / Math.sqrt(dx * dx + dy * dy + 1);
    return 0.42 + 0.66 * Math.max(0, cosine) + 0.10 * Math.pow(Math.max(0, cosine), 12);
  }

  /** Wall, shoulders, neck, ears and the hair around the face. */
  private double[] behind(double x, double y) {
    double wall = 0.62 - 0.10 * y - 0.06 * x;
    double[] color = {wall * 0.92, wall * 0.98, wall};
    double shoulder = Soft.step(1.14, 1.18, y - 0.25 * x * x);
    blend(color, 0.22, 0.30, 0.42, shoulder);
    double neck =
        Soft.step(0.42, 0.38, Math.abs(x) - 0.08 * Soft.step(1.0, 1.3, y)) * Soft.step(0.5, 0.6, y);
    double dim = 0.55 + 0.25 * Soft.step(0.95, 1.25, y) - 0.25 * x;
    blend(color, 0.86 * dim, 0.66 * dim, 0.55 * dim, neck * Soft.step(1.36, 1.30, y + 0.4 * x * x));
    double ear =
        Soft.step(
            1.1, 0.9, Math.pow((Math.abs(x) - 0.73) / 0.09, 2) + Math.pow((y - 0.05) / 0.20, 2));
    double earLight = 0.75 - 0.20 * x;
    blend(color, 0.86 * earLight, 0.62 * earLight, 0.52 * earLight, ear);
    double radius = Math.pow(Math.abs(x / 0.84), 2.2) + Math.pow(Math.abs((y + 0.05) / 1.12), 2.2);
    double strands =
        0.9
            + 0.13 * Math.sin(26 * x + 5 * Math.sin(3 * y))
            + 0.25 * Soft.bell(x + 0.3, 0.25, y + 0.85, 0.15);
    double hair = Soft.step(1.03, 0.96, radius) * Soft.step(0.10, -0.10, y - 0.02);
    blend(color, 0.20 * strands, 0.13 * strands, 0.09 * strands, hair);
    return color;
  }

  private static void blend(double[] color, double red, double green, double blue, double share) {
    color[0] = Soft.mix(color[0], red, share);
    color[1] = Soft.mix(color[1], green, share);
    color[2] = Soft.mix(color[2], blue, share);
  }
}
