package dev.emotion4j.examples.media;

/**
 * The relief of the drawn face and the curves of its parts. Coordinates: x to the right, y down,
 * origin between eyes and nose, chin at y = 1; the height above the picture plane is in the same
 * unit. Immutable.
 */
final class FaceShape {
  static final double EYE_X = 0.31;
  static final double EYE_WIDTH = 0.145;
  private final Expression expression;

  FaceShape(Expression expression) {
    this.expression = expression;
  }

  /** How much a point belongs to the face, 1 inside. */
  double face(double x, double y) {
    double half = y < 0 ? 0.74 : 0.74 - 0.10 * y * y - 0.06 * Soft.step(0.3, 0.9, y);
    double radius =
        Math.pow(Math.abs(x / half), 2.2) + Math.pow(Math.abs(y < 0 ? y / 1.02 : y / 1.03), 2.3);
    return Soft.step(1.03, 0.97, radius);
  }

  double height(double x, double y) {
    double side = Math.abs(x);
    double ball = 0.72 * Math.sqrt(Math.max(0.03, 1 - x * x / 0.60 - y * y / 1.20));
    return ball + nose(side, y) + eyes(side, y) + cheeks(side, y) + mouthRelief(side, y);
  }

  private static double nose(double side, double y) {
    double bridge =
        0.09
            * Soft.step(-0.30, 0.20, y)
            * Soft.step(0.36, 0.26, y)
            * Soft.bell(side, 0.05 + 0.03 * Soft.step(-0.1, 0.3, y));
    double tip = 0.10 * Soft.bell(side, 0.075, y - 0.25, 0.065);
    double wing = 0.05 * Soft.bell(side - 0.115, 0.035, y - 0.29, 0.045);
    return bridge + tip + wing;
  }

  private static double eyes(double side, double y) {
    double socket = -0.075 * Soft.bell(side - 0.28, 0.15, y + 0.10, 0.085);
    double ball = 0.05 * Soft.bell(side - EYE_X, 0.10, y + 0.06, 0.05);
    double ridge = 0.03 * Soft.bell(side - 0.30, 0.20, y + 0.27, 0.06);
    return socket + ball + ridge;
  }

  private double cheeks(double side, double y) {
    double smile = expression.smile();
    double cheek =
        (0.02 + 0.065 * smile) * Soft.bell(side - 0.42, 0.14, y - 0.24 + 0.02 * smile, 0.12);
    double fold =
        -(0.004 + 0.036 * smile)
            * Soft.bell(side - fold(y), 0.032)
            * Soft.within(0.33, 0.54, 0.09, y);
    double bag =
        -0.018
            * smile
            * Soft.bell(y - 0.055 - 0.2 * (side - EYE_X) * (side - EYE_X), 0.014)
            * Soft.bell(side - EYE_X, 0.10);
    return cheek + fold + bag;
  }

  /** How far the fold from nose to mouth lies from the middle, at a height. */
  double fold(double y) {
    return Soft.mix(0.19, Soft.mix(0.34, 0.45, expression.smile()), Math.max(0, (y - 0.30) / 0.30));
  }

  private double mouthRelief(double side, double y) {
    double lips = 0.035 * Soft.bell(side, 0.20, y - 0.56, 0.09);
    double groove = -0.03 * Soft.bell(side, 0.16, y - lowerLip(0) - 0.06, 0.03);
    double chin = 0.05 * Soft.bell(side, 0.15, y - 0.88, 0.08);
    double corner = -0.02 * Soft.bell(side - mouthWidth() - 0.02, 0.035, y - mouthCorner(), 0.045);
    return lips + groove + chin + corner;
  }

  double mouthWidth() {
    return 0.24 + 0.12 * expression.smile() - 0.01 * expression.sorrow();
  }

  double mouthCorner() {
    return 0.57 - 0.095 * expression.smile() + 0.055 * expression.sorrow();
  }

  /** The line where the upper lip ends and the mouth begins; x must lie in the mouth. */
  double upperTeeth(double x) {
    return along(x, 0.565 - 0.02 * expression.smile() - 0.015 * expression.sorrow());
  }

  /** The line where the mouth ends and the lower lip begins. */
  double lowerTeeth(double x) {
    double t = x / mouthWidth();
    return upperTeeth(x) + 0.135 * expression.open() * Math.sqrt(Math.max(0, 1 - t * t));
  }

  double upperLip(double x) {
    double t = x / mouthWidth();
    double bow = 0.014 * Soft.bell(x, 0.03);
    return upperTeeth(x)
        - (Soft.mix(0.058, 0.042, expression.smile()) - bow) * Math.sqrt(Math.max(0, 1 - t * t));
  }

  double lowerLip(double x) {
    double t = x / mouthWidth();
    return lowerTeeth(x) + Soft.mix(0.072, 0.062, expression.smile()) * Math.max(0, 1 - t * t);
  }

  private double along(double x, double middle) {
    double t = x / mouthWidth();
    return Soft.mix(middle, mouthCorner(), t * t);
  }

  /** The upper lid's edge, by the distance from the middle of the eye, outwards positive. */
  double upperLid(double along) {
    double t = along / EYE_WIDTH;
    double opening = 0.066 - 0.018 * expression.smile() - 0.016 * expression.sorrow();
    return -0.055
        - opening * Math.max(0, 1 - t * t)
        + expression.sorrow() * 0.10 * along
        - 0.012 * t;
  }

  double lowerLid(double along) {
    double t = along / EYE_WIDTH;
    return -0.055 + (0.045 - 0.030 * expression.smile()) * Math.max(0, 1 - t * t) - 0.012 * t;
  }

  /** The middle of the brow, by the distance from the middle of the eye, outwards positive. */
  double brow(double along) {
    double arch = -0.235 - 0.045 * Soft.bell(along - 0.05, 0.11);
    return arch - 0.01 * expression.smile() + expression.sorrow() * (0.33 * along - 0.01);
  }
}
