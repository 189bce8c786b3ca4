package dev.emotion4j.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * What the columns of the training rows are like: mean and deviation of each, and which other
 * column it follows most closely. Immutable.
 *
 * @param mean per column
 * @param deviation per column, 1 for a constant one
 * @param partner per column the index of the other column of the largest absolute correlation;
 *     itself if there is none
 * @param slope per column its correlation with its partner, 0 without one
 */
record FeatureColumns(
    List<Float> mean, List<Float> deviation, List<Integer> partner, List<Float> slope) {
  // Below this share of its mean a column's deviation is rounding.
  private static final double ROUNDING = 1e-6;
  // Two columns that are equal but for rounding would make rounding look like noise.
  private static final double LEAST_VARIANCE = 0.01;
  // Correlations of wide rows are measured on fewer of them: about a second at most.
  private static final long MOST_PRODUCTS = 1_000_000_000;

  FeatureColumns {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    partner = List.copyOf(partner);
    slope = List.copyOf(slope);
    int width = mean.size();
    if (width == 0
        || deviation.size() != width
        || partner.size() != width
        || slope.size() != width) {
      throw new IllegalArgumentException(
          "%d means, %d deviations, %d partners, %d slopes; expected one per feature"
              .formatted(width, deviation.size(), partner.size(), slope.size()));
    }
    for (int i = 0; i < width; i++) {
      boolean fits =
          Float.isFinite(mean.get(i))
              && deviation.get(i) > 0
              && deviation.get(i) < 1e38f
              && partner.get(i) >= 0
              && partner.get(i) < width
              && Math.abs(slope.get(i)) <= 1;
      if (!fits) {
        throw new IllegalArgumentException(
            "mean, deviation, partner or slope of feature "
                + i
                + " is out of range; expected finite numbers, another feature, -1 to 1");
      }
    }
  }

  int size() {
    return mean.size();
  }

  static FeatureColumns fitted(List<float[]> rows) {
    int width = rows.get(0).length;
    List<Float> mean = new ArrayList<>();
    List<Float> deviation = new ArrayList<>();
    List<Integer> none = new ArrayList<>();
    List<Float> zero = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      double sum = 0;
      for (float[] row : rows) {
        sum += row[i];
      }
      double centre = sum / rows.size();
      double squares = 0;
      for (float[] row : rows) {
        squares += (row[i] - centre) * (row[i] - centre);
      }
      double spread = Math.sqrt(squares / rows.size());
      mean.add((float) centre);
      deviation.add(spread > ROUNDING * Math.abs(centre) && spread > 0 ? (float) spread : 1f);
      none.add(i);
      zero.add(0f);
    }
    return new FeatureColumns(mean, deviation, none, zero).paired(rows);
  }

  private FeatureColumns paired(List<float[]> rows) {
    int width = size();
    int step = (int) Math.max(1, (long) width * width * rows.size() / (2 * MOST_PRODUCTS));
    List<double[]> some = new ArrayList<>();
    for (int row = 0; row < rows.size(); row += step) {
      some.add(standardised(rows.get(row)));
    }
    double[][] products = new double[width][]; // below the diagonal; thousands of columns occur
    for (int i = 0; i < width; i++) {
      products[i] = new double[i];
    }
    for (double[] z : some) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < i; j++) {
          products[i][j] += z[i] * z[j];
        }
      }
    }
    List<Integer> partners = new ArrayList<>();
    List<Float> slopes = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      int best = i;
      double most = 0;
      for (int j = 0; j < width; j++) {
        double product = j == i ? 0 : products[Math.max(i, j)][Math.min(i, j)];
        double correlation = product / some.size();
        if (Math.abs(correlation) > Math.abs(most)) {
          best = j;
          most = correlation;
        }
      }
      partners.add(best);
      slopes.add((float) Math.max(-1, Math.min(1, most)));
    }
    return new FeatureColumns(mean, deviation, partners, slopes);
  }

  // Double, since the squares of what floats hold must not overflow.
  private double[] standardised(float[] row) {
    double[] z = new double[row.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = ((double) row[i] - mean.get(i)) / deviation.get(i);
    }
    return z;
  }

  /**
   * Returns how far out a row lies: with {@code z} its standardised values, the mean over columns
   * of {@code (z - slope z_partner)^2 / (1 - slope^2)}, about 1 for training rows. A value that
   * does not follow its partner as it used to counts more than one that is merely large.
   */
  double distance(float[] row) {
    double[] z = standardised(row);
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double rho = slope.get(i);
      double off = z[i] - rho * z[partner.get(i)];
      sum += off * off / Math.max(LEAST_VARIANCE, 1 - rho * rho);
    }
    return sum / z.length;
  }
}
