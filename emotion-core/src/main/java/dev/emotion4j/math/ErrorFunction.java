package dev.emotion4j.math;

/**
 * The error function in double precision (relative error about 1e-15): the series {@code 2/sqrt(pi)
 * sum (-1)^n x^(2n+1) / (n! (2n+1))} in its all-positive form below 3, and Lentz's continued
 * fraction of the complement above (Abramowitz and Stegun 7.1.6 and 7.1.14).
 */
final class ErrorFunction {
  private static final double EDGE = 3;

  private ErrorFunction() {}

  static double erf(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    double size = Math.abs(x);
    double value = size < EDGE ? series(size) : 1 - complement(size);
    return Math.copySign(value, x);
  }

  private static double series(double x) {
    double term = x;
    double total = x;
    for (int n = 1; term > total * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      total += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * total;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int k = 60; k >= 1; k--) {
      fraction = x + k / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }
}
