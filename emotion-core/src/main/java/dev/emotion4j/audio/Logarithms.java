package dev.emotion4j.audio;

/**
 * Natural logarithms of many numbers in two steps: what needs the bits of a number, where it is
 * made, and then the arithmetic over all, which the compiler makes vector instructions of.
 *
 * <p>The bits of a float, read as a whole number, are its {@code log2} but for what the mantissa
 * {@code 1 + f} bends: {@code ln(1 + f) - f ln 2} is added, as {@code f (1 - f)} times the
 * polynomial of degree 6 that is nearest to it (Lawson's iteration; 4e-8 off at most).
 */
final class Logarithms {
  private static final int ONE = 0x3F80_0000;
  private static final float PER_BIT = 1f / (1 << 23);
  private static final float LN_2 = (float) Math.log(2);
  // Added and taken away again, this leaves the nearest whole number.
  private static final float WHOLE = 3 << 22;

  private Logarithms() {}

  /**
   * Returns the bits of a number, as a whole number that is 0 for 1.
   *
   * @param number finite and not negative
   * @param floor the bits of what smaller numbers are taken as, which is normal and positive
   */
  static float bits(float number, int floor) {
    // The bits of positive floats are ordered as the floats are.
    return Math.max(Float.floatToRawIntBits(number), floor) - ONE;
  }

  /** Replaces bits by the logarithms of their numbers, within 3e-7 + 2e-7 |log|. */
  static void ofBits(float[] all) {
    for (int i = 0; i < all.length; i++) {
      float log2 = all[i] * PER_BIT;
      float f = log2 - (log2 - 0.5f + WHOLE - WHOLE);
      float bend = Fused.multiplyAdd(f, -0.029309718f + f * 0.006332871f, 0.065356165f);
      bend = Fused.multiplyAdd(f, bend, -0.1017897f);
      bend = Fused.multiplyAdd(f, bend, 0.13873194f);
      bend = Fused.multiplyAdd(f, bend, -0.1930203f);
      bend = Fused.multiplyAdd(f, bend, 0.3068491f);
      all[i] = Fused.multiplyAdd(log2, LN_2, f * (1 - f) * bend);
    }
  }
}
