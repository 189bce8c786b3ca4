package dev.emotion4j.examples.media;

/** Soft edges and bumps, the vocabulary of the drawn face. */
final class Soft {
  private Soft() {}

  /** A bell of height 1 and the given width around zero. */
  static double bell(double x, double width) {
    double scaled = x / width;
    return Math.exp(-0.5 * scaled * scaled);
  }

  /** A bell in two directions. */
  static double bell(double x, double xWidth, double y, double yWidth) {
    return bell(x, xWidth) * bell(y, yWidth);
  }

  /**
   * From 0 at {@code from} to 1 at {@code to} without a corner; {@code from} may be the larger one.
   */
  static double step(double from, double to, double x) {
    double t = Math.max(0, Math.min(1, (x - from) / (to - from)));
    return t * t * (3 - 2 * t);
  }

  /** How far {@code x} lies between two edges, 1 well within, over a border of the given width. */
  static double within(double low, double high, double border, double x) {
    return step(low - border, low + border, x) * step(high + border, high - border, x);
  }

  static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
