package dev.emotion4j.body;

import java.util.Arrays;

/** Statistics of one series without NaN; each needs at least one value. Stateless. */
final class Statistics {
  private Statistics() {}

  static double mean(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum / x.length;
  }

  /** The standard deviation with divisor {@code n - free}; 0 for too few values. */
  static double deviation(double[] x, int free) {
    if (x.length <= free) {
      return 0;
    }
    return Math.sqrt(moment(x, 2) * x.length / (x.length - free));
  }

  /** The central moment, divisor n. */
  private static double moment(double[] x, int power) {
    double mean = mean(x);
    double sum = 0;
    for (double v : x) {
      sum += Math.pow(v - mean, power);
    }
    return sum / x.length;
  }

  /** {@code m3 / m2^1.5}; 0 for a constant. */
  static double skewness(double[] x) {
    double m2 = moment(x, 2);
    return m2 <= tiny(x) ? 0 : moment(x, 3) / Math.pow(m2, 1.5);
  }

  /** Fisher's excess, {@code m4 / m2^2 - 3}; 0 for a constant. */
  static double kurtosis(double[] x) {
    double m2 = moment(x, 2);
    return m2 <= tiny(x) ? 0 : moment(x, 4) / (m2 * m2) - 3;
  }

  // A constant has a variance of rounding errors, whose higher moments would mean nothing.
  private static double tiny(double[] x) {
    double mean = mean(x);
    return 1e-20 * mean * mean + Double.MIN_NORMAL;
  }

  static double median(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static double min(double[] x) {
    return Arrays.stream(x).min().orElseThrow();
  }

  static double max(double[] x) {
    return Arrays.stream(x).max().orElseThrow();
  }

  static double sum(double[] x) {
    return Arrays.stream(x).sum();
  }

  /** The slope of the least-squares line per unit of {@code step} between samples. */
  static double slope(double[] x, double step) {
    int n = x.length;
    double middle = (n - 1) / 2.0;
    double product = 0;
    double square = 0;
    double mean = mean(x);
    for (int i = 0; i < n; i++) {
      product += (i - middle) * (x[i] - mean);
      square += (i - middle) * (i - middle);
    }
    return square == 0 ? 0 : product / square / step;
  }

  /** The integral by the trapezoidal rule. */
  static double area(double[] x, double step) {
    double sum = 0;
    for (int i = 1; i < x.length; i++) {
      sum += (x[i] + x[i - 1]) / 2 * step;
    }
    return sum;
  }

  static double[] differences(double[] x) {
    double[] d = new double[Math.max(0, x.length - 1)];
    for (int i = 0; i < d.length; i++) {
      d[i] = x[i + 1] - x[i];
    }
    return d;
  }

  /** The centred moving average over an odd width; at the ends over what is there. */
  static double[] movingAverage(double[] x, int width) {
    int half = width / 2;
    double[] sums = new double[x.length + 1];
    for (int i = 0; i < x.length; i++) {
      sums[i + 1] = sums[i] + x[i];
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int from = Math.max(0, i - half);
      int to = Math.min(x.length, i + half + 1);
      y[i] = (sums[to] - sums[from]) / (to - from);
    }
    return y;
  }
}
