package dev.emotion4j.audio;

/**
 * Natural logarithms of many numbers at once: what needs bits first, one by one, then the
 * arithmetic, which the compiler makes vector instructions of. Not thread-safe: it keeps its
 * scratch.
 */
final class Logarithms {
  private static final int SQRT_HALF = 0x3F35_04F3;
  private static final int MANTISSA = 0x007F_FFFF;
  private static final float LN_2 = (float) Math.log(2);

  private final int floor;
  private final float[] mantissas;
  private final float[] exponents;

  /**
   * Makes it.
   *
   * @param most how many numbers at once
   * @param floor what smaller numbers are taken as; normal and positive
   */
  Logarithms(int most, float floor) {
    this.floor = Float.floatToRawIntBits(floor);
    mantissas = new float[most];
    exponents = new float[most];
  }

  /**
   * Replaces the first numbers by their logarithms, within 3e-7 + 2e-7 |log|: exponent plus {@code
   * 2 atanh(s)}, {@code s = (m - 1) / (m + 1)} with the mantissa m in [sqrt(1/2), sqrt(2)).
   *
   * @param numbers finite and not negative
   */
  void apply(float[] numbers, int count) {
    float[] m = mantissas;
    float[] e = exponents;
    split(numbers, count, m, e);
    for (int i = 0; i < count; i++) {
      float s = (m[i] - 1) / (m[i] + 1);
      float z = s * s;
      float series = 2 + z * (2 / 3f + z * (2 / 5f + z * (2 / 7f + z * 0.23f)));
      numbers[i] = e[i] * LN_2 + s * series;
    }
  }

  private void split(float[] numbers, int count, float[] m, float[] e) {
    int least = floor;
    for (int i = 0; i < count; i++) {
      // The bits of positive floats are ordered as the floats are.
      int bits = Math.max(Float.floatToRawIntBits(numbers[i]), least) - SQRT_HALF;
      m[i] = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF);
      e[i] = bits >> 23;
    }
  }
}
