package dev.emotion4j.examples.media;

/**
 * What the parts of the drawn face would look like in even light: red, green, blue from 0 to 1.
 * Used by one thread.
 */
final class FaceColors {
  private static final double[] SKIN = {0.88, 0.69, 0.58};
  private static final double[] BLUSH = {0.86, 0.55, 0.48};
  private static final double[] HAIR = {0.20, 0.13, 0.09};
  private static final double[] LIPS = {0.72, 0.36, 0.35};
  private static final double[] TEETH = {0.97, 0.95, 0.90};
  private static final double[] MOUTH = {0.22, 0.07, 0.07};
  private static final double[] WHITE = {0.93, 0.91, 0.88};
  private static final double[] IRIS = {0.30, 0.22, 0.14};
  private static final double[] BLACK = {0.06, 0.04, 0.04};
  private final Expression expression;
  private final FaceShape shape;
  private final double[] color = new double[3];

  FaceColors(Expression expression, FaceShape shape) {
    this.expression = expression;
    this.shape = shape;
  }

  /** The color at a point of the face; the array is used again by the next call. */
  double[] at(double x, double y) {
    System.arraycopy(SKIN, 0, color, 0, 3);
    double side = Math.abs(x);
    blend(BLUSH, (0.35 + 0.25 * expression.smile()) * Soft.bell(side - 0.42, 0.15, y - 0.25, 0.12));
    blend(BLUSH, 0.3 * Soft.bell(side, 0.08, y - 0.27, 0.06));
    shadows(side, y);
    brow(side, y);
    eye(x, side - FaceShape.EYE_X, y);
    mouth(x, y);
    blend(HAIR, hair(x, y));
    return color;
  }

  private void shadows(double side, double y) {
    blend(BLACK, 0.75 * Soft.bell(side - 0.062, 0.026, y - 0.335, 0.016)); // nostril
    blend(BLACK, 0.18 * Soft.bell(side, 0.12, y - 0.365, 0.03)); // below the nose
    blend(
        BLACK,
        (0.03 + 0.12 * expression.smile())
            * Soft.bell(side - shape.fold(y), 0.022)
            * Soft.within(0.34, 0.53, 0.08, y));
    double along = side - FaceShape.EYE_X;
    blend(
        BLACK,
        0.16
            * expression.smile()
            * Soft.bell(y - 0.035 - 0.6 * along * along, 0.012)
            * Soft.bell(along, 0.09)); // raised lower lid
    for (int line = -1; line <= 1; line++) { // crow's feet
      double down = y + 0.05 - line * (0.025 + 0.25 * (side - 0.47));
      blend(
          BLACK,
          0.09 * expression.smile() * Soft.bell(down, 0.009) * Soft.within(0.49, 0.57, 0.02, side));
    }
    blend(
        BLACK,
        0.16
            * expression.sorrow()
            * Soft.bell(side - 0.05, 0.012)
            * Soft.within(-0.30, -0.20, 0.03, y)); // between the brows
  }

  private void brow(double side, double y) {
    double along = side - FaceShape.EYE_X;
    double thickness = 0.030 * Soft.step(0.25, -0.05, along);
    double hairs = 0.85 + 0.15 * Math.sin(90 * along + 40 * y);
    double across = Soft.within(-thickness, thickness, 0.018, y - shape.brow(along));
    blend(HAIR, 0.85 * hairs * across * Soft.within(-0.19, 0.21, 0.03, along));
  }

  private void eye(double x, double along, double y) {
    double t = along / FaceShape.EYE_WIDTH;
    double top = shape.upperLid(along);
    double bottom = shape.lowerLid(along);
    double lidFade = Soft.step(1.25, 0.9, Math.abs(t));
    blend(BLACK, 0.30 * Soft.bell(y - top + 0.035, 0.012) * lidFade); // crease
    if (Math.abs(t) < 1) {
      double open = Soft.within(top, bottom, 0.006, y) * Soft.step(0, 0.012, bottom - top);
      blend(WHITE, open);
      double iris = Math.hypot(along + Math.signum(x) * 0.006, y + 0.068);
      blend(IRIS, open * Soft.step(0.070, 0.060, iris));
      blend(BLACK, open * Soft.step(0.034, 0.026, iris));
      blend(BLACK, 0.35 * open * Soft.step(top + 0.045, top, y)); // shadow of the lid
      double lightX = x - Math.signum(x) * FaceShape.EYE_X + 0.022;
      blend(WHITE, open * Soft.step(0.020, 0.010, Math.hypot(lightX, y + 0.088)));
    }
    blend(BLACK, 0.85 * Soft.bell(y - top, 0.011) * lidFade); // lashes
    blend(BLACK, 0.30 * Soft.bell(y - bottom, 0.008) * lidFade);
  }

  private void mouth(double x, double y) {
    double t = Math.abs(x) / shape.mouthWidth();
    blend(
        BLACK,
        0.30 * Soft.bell(Math.abs(x) - shape.mouthWidth(), 0.022, y - shape.mouthCorner(), 0.018));
    if (t >= 1) {
      return;
    }
    blend(LIPS, Soft.within(shape.upperLip(x), shape.lowerLip(x), 0.008, y));
    double top = shape.upperTeeth(x);
    double bottom = shape.lowerTeeth(x);
    double inside = Soft.within(top, bottom, 0.006, y) * Soft.step(0.004, 0.02, bottom - top);
    blend(MOUTH, inside);
    double teeth = Soft.step(0.97, 0.80, t) * Soft.step(bottom - 0.008, bottom - 0.022, y);
    blend(TEETH, inside * teeth * (1 - 0.45 * t * t));
    double gap = Math.abs(Math.sin(Math.PI * (x / 0.062)));
    blend(MOUTH, 0.22 * inside * teeth * Soft.step(0.16, 0.0, gap));
    blend(MOUTH, 0.35 * inside * Soft.step(top + 0.02, top, y)); // shadow of the upper lip
    blend(
        BLACK,
        0.70 * (1 - expression.open()) * Soft.bell(y - top, 0.010) * Soft.step(1.0, 0.85, t));
  }

  /** How much a point is covered by hair: a parting on one side, falling to the temples. */
  double hair(double x, double y) {
    double line = -0.64 + 1.05 * Math.pow(Math.abs(x + 0.04), 2.6);
    return Soft.step(
        line + 0.03, line - 0.04, y + 0.010 * Math.sin(23 * x) + 0.006 * Math.sin(57 * x));
  }

  private void blend(double[] other, double share) {
    for (int c = 0; c < 3; c++) {
      color[c] = Soft.mix(color[c], other[c], share);
    }
  }
}
