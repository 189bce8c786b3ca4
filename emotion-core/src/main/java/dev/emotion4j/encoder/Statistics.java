package dev.emotion4j.encoder;

import dev.emotion4j.math.Tensor;

/** Means and deviations of columns, over rows that come one after the other. */
final class Statistics {
  private final double[] sums;
  private final double[] squares;
  private long rows;

  Statistics(int columns) {
    sums = new double[columns];
    squares = new double[columns];
  }

  /** Adds rows that stand one after the other. */
  void add(float[] values) {
    for (int i = 0; i < values.length; i++) {
      int column = i % sums.length;
      sums[column] += values[i];
      squares[column] += (double) values[i] * values[i];
    }
    rows += values.length / sums.length;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  Tensor mean() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / rows);
    }
    return Tensor.of(mean, mean.length);
  }

  /** Returns the deviations; a column that does not vary gets 1. */
  Tensor deviation(double least) {
    float[] deviation = new float[sums.length];
    for (int i = 0; i < deviation.length; i++) {
      double mean = sums[i] / rows;
      double found = Math.sqrt(Math.max(0, squares[i] / rows - mean * mean));
      deviation[i] = found < least ? 1 : (float) found;
    }
    return Tensor.of(deviation, deviation.length);
  }
}
