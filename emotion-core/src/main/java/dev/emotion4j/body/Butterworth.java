package dev.emotion4j.body;

import java.util.ArrayList;
import java.util.List;

/**
 * Butterworth filters as cascades of second-order sections, by the bilinear transform with
 * prewarped edges (Oppenheim and Schafer, 2010); the frequency response is that of SciPy's {@code
 * butter(..., output='sos')}. Immutable.
 */
public final class Butterworth {
  /** {@code b0 + b1 z^-1 + b2 z^-2} over {@code 1 + a1 z^-1 + a2 z^-2}. */
  private record Section(double b0, double b1, double b2, double a1, double a2) {}

  private final List<Section> sections;

  private Butterworth(List<Section> sections) {
    this.sections = sections;
  }

  /**
   * Returns a low-pass filter.
   *
   * @param order even, 2 or more
   * @param edge where the gain is 1/sqrt(2), in Hz, below half the rate
   * @param rate samples per second
   */
  public static Butterworth lowPass(int order, double edge, double rate) {
    return design(order, edge, rate, false);
  }

  /** Returns a high-pass filter; parameters as {@link #lowPass}. */
  public static Butterworth highPass(int order, double edge, double rate) {
    return design(order, edge, rate, true);
  }

  private static Butterworth design(int order, double edge, double rate, boolean high) {
    check(order, rate, edge);
    double k = Math.tan(Math.PI * edge / rate);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < order / 2; i++) {
      // A pair of poles at angle theta from the negative axis: s^2 + 2 cos(theta) s + 1.
      double damping = 2 * Math.cos(Math.PI * (2 * i + 1) / (2.0 * order));
      double norm = 1 / (1 + damping * k + k * k);
      double gain = high ? norm : k * k * norm;
      double b1 = high ? -2 * gain : 2 * gain;
      sections.add(
          new Section(gain, b1, gain, 2 * (k * k - 1) * norm, (1 - damping * k + k * k) * norm));
    }
    return new Butterworth(List.copyOf(sections));
  }

  /**
   * Returns a low-pass after a high-pass of the same order: flat between the edges. Unlike SciPy's
   * band-pass it is not one transformed prototype, and stays accurate for edges far apart.
   */
  public static Butterworth bandPass(int order, double low, double high, double rate) {
    List<Section> sections = new ArrayList<>(highPass(order, low, rate).sections);
    sections.addAll(lowPass(order, high, rate).sections);
    return new Butterworth(List.copyOf(sections));
  }

  private static void check(int order, double rate, double edge) {
    if (order < 2 || order % 2 != 0 || !(edge > 0 && edge < rate / 2)) {
      throw new IllegalArgumentException(
          "order "
              + order
              + ", edge "
              + edge
              + " Hz at "
              + rate
              + " Hz; expected an even order and an edge below half the rate");
    }
  }

  /**
   * Filters forwards and backwards, so that nothing is delayed and the gain is squared. The ends
   * are continued by point reflection over {@code 3 (2 sections + 1)} samples, as SciPy's {@code
   * sosfiltfilt} does by default; a shorter signal over its own length.
   */
  public double[] zeroPhase(double[] x) {
    if (x.length < 2) {
      return x.clone();
    }
    int pad = Math.min(3 * (2 * sections.size() + 1), x.length - 1);
    double[] y = new double[x.length + 2 * pad];
    for (int i = 0; i < pad; i++) {
      y[i] = 2 * x[0] - x[pad - i];
      y[pad + x.length + i] = 2 * x[x.length - 1] - x[x.length - 2 - i];
    }
    System.arraycopy(x, 0, y, pad, x.length);
    run(y);
    reverse(y);
    run(y);
    reverse(y);
    return java.util.Arrays.copyOfRange(y, pad, pad + x.length);
  }

  /** In place, from the state of a signal that was always at its first value. */
  private void run(double[] y) {
    double level = y[0];
    for (Section s : sections) {
      double gain = (s.b0 + s.b1 + s.b2) / (1 + s.a1 + s.a2);
      double out = gain * level;
      double s1 = out - s.b0 * level;
      double s2 = s.b2 * level - s.a2 * out;
      for (int i = 0; i < y.length; i++) {
        double in = y[i];
        double now = s.b0 * in + s1;
        s1 = s.b1 * in - s.a1 * now + s2;
        s2 = s.b2 * in - s.a2 * now;
        y[i] = now;
      }
      level = out;
    }
  }

  private static void reverse(double[] y) {
    for (int i = 0, j = y.length - 1; i < j; i++, j--) {
      double kept = y[i];
      y[i] = y[j];
      y[j] = kept;
    }
  }
}
