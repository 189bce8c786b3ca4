package dev.emotion4j.audio;

import java.util.Arrays;

/** Collects statistics of contours one after the other. Every value is finite. */
final class Values {
  private float[] values = new float[256];
  private int count;

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = Double.isFinite(value) ? (float) value : 0;
  }

  float[] finished() {
    return Arrays.copyOf(values, count);
  }

  /** Adds mean, deviation, three percentiles and the deviation of the change; 0 without frames. */
  void contour(float[] contour, boolean[] mask) {
    float[] some = new float[contour.length];
    int n = 0;
    double sum = 0;
    double squares = 0;
    double changes = 0;
    int steps = 0;
    for (int i = 0; i < contour.length; i++) {
      if (mask[i]) {
        some[n++] = contour[i];
        sum += contour[i];
        squares += (double) contour[i] * contour[i];
        if (i > 0 && mask[i - 1]) {
          double change = contour[i] - contour[i - 1];
          changes += change * change;
          steps++;
        }
      }
    }
    double mean = n == 0 ? 0 : sum / n;
    Arrays.sort(some, 0, n);
    add(mean);
    add(n == 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean)));
    add(percentile(some, n, 0.1));
    add(percentile(some, n, 0.5));
    add(percentile(some, n, 0.9));
    add(steps == 0 ? 0 : Math.sqrt(changes / steps));
  }

  private static double percentile(float[] sorted, int n, double share) {
    if (n == 0) {
      return 0;
    }
    double place = share * (n - 1);
    int low = (int) place;
    int high = Math.min(n - 1, low + 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  }

  /** Adds the mean rise and fall per second, and the slope of a line through everything. */
  void slopes(float[] contour, boolean[] mask, double seconds) {
    double up = 0;
    double down = 0;
    int ups = 0;
    int downs = 0;
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < contour.length; i++) {
      if (!mask[i]) {
        continue;
      }
      double t = i * seconds;
      n++;
      x += t;
      y += contour[i];
      xx += t * t;
      xy += t * contour[i];
      if (i > 0 && mask[i - 1]) {
        double change = (contour[i] - contour[i - 1]) / seconds;
        up += Math.max(0, change);
        down += Math.min(0, change);
        ups += change > 0 ? 1 : 0;
        downs += change < 0 ? 1 : 0;
      }
    }
    add(ups == 0 ? 0 : up / ups);
    add(downs == 0 ? 0 : down / downs);
    double spread = n * xx - x * x;
    add(n < 3 || spread <= 0 ? 0 : (n * xy - x * y) / spread);
  }

  /** Adds shares and lengths of voiced and unvoiced stretches, energy peaks, and activity. */
  void rhythm(boolean[] voiced, boolean[] active, float[] energy, double seconds) {
    double total = voiced.length * seconds;
    double[] on = stretches(voiced, true);
    double[] off = stretches(voiced, false);
    add(share(voiced));
    add(on[0] / total);
    add(on[1] * seconds);
    add(on[2] * seconds);
    add(off[1] * seconds);
    add(off[2] * seconds);
    add(peaks(energy, active) / total);
    add(share(active));
  }

  private static double share(boolean[] mask) {
    int count = 0;
    for (boolean one : mask) {
      count += one ? 1 : 0;
    }
    return (double) count / mask.length;
  }

  /** Returns how many there are, their mean length in frames, and its deviation. */
  private static double[] stretches(boolean[] mask, boolean wanted) {
    int number = 0;
    double sum = 0;
    double squares = 0;
    int length = 0;
    for (int i = 0; i <= mask.length; i++) {
      if (i < mask.length && mask[i] == wanted) {
        length++;
      } else if (length > 0) {
        number++;
        sum += length;
        squares += (double) length * length;
        length = 0;
      }
    }
    double mean = number == 0 ? 0 : sum / number;
    double variance = number == 0 ? 0 : Math.max(0, squares / number - mean * mean);
    return new double[] {number, mean, Math.sqrt(variance)};
  }

  /** Counts the active maxima of the energy, smoothed over 50 ms. */
  private static int peaks(float[] energy, boolean[] active) {
    float[] smooth = new float[energy.length];
    for (int i = 0; i < energy.length; i++) {
      int from = Math.max(0, i - 2);
      int to = Math.min(energy.length - 1, i + 2);
      for (int j = from; j <= to; j++) {
        smooth[i] += energy[j] / (to - from + 1);
      }
    }
    int count = 0;
    for (int i = 1; i + 1 < energy.length; i++) {
      if (active[i] && smooth[i] > smooth[i - 1] && smooth[i] >= smooth[i + 1]) {
        count++;
      }
    }
    return count;
  }
}
