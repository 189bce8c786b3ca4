package dev.emotion4j.evaluation;

/**
 * Sums in the order of NumPy's pairwise summation, so that averages agree with scikit-learn to the
 * last bit (a rounded report shows the difference at ties) and lose no digits over many samples.
 */
final class Sums {

  private static final int BLOCK = 128;

  private Sums() {}

  static double sum(double[] values) {
    return sum(values, 0, values.length);
  }

  static double mean(double[] values) {
    return ratio(sum(values), values.length);
  }

  /** {@code a / b}, or 0 where b is 0. */
  static double ratio(double a, double b) {
    return b == 0 ? 0 : a / b;
  }

  private static double sum(double[] values, int from, int count) {
    if (count < 8) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += values[from + i];
      }
      return sum;
    }
    if (count > BLOCK) {
      int half = count / 2;
      half -= half % 8;
      return sum(values, from, half) + sum(values, from + half, count - half);
    }
    double[] lanes = new double[8];
    int whole = count - count % 8;
    for (int i = 0; i < whole; i++) {
      lanes[i % 8] += values[from + i];
    }
    double sum =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3]))
            + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    for (int i = whole; i < count; i++) {
      sum += values[from + i];
    }
    return sum;
  }
}
