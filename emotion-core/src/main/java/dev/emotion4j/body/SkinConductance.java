package dev.emotion4j.body;

import java.util.ArrayList;
import java.util.List;

/**
 * Skin conductance taken apart: the level (tonic) and the responses to single events (phasic).
 * Immutable; its arrays are not copied.
 *
 * <p>The signal is smoothed by a Butterworth low-pass of order 4 at 1 Hz; its phasic part is what a
 * zero-phase Butterworth high-pass of order 2 at .05 Hz leaves (the "highpass" method of Biopac,
 * used by NeuroKit, too), the tonic part the rest. A response (SCR) runs from a local minimum of
 * the phasic part to the next maximum and counts from .01 microsiemens on if it rises within 5 s
 * (Boucsein, 2012); its onset is where it first rises at a tenth of its steepest slope.
 *
 * @param tonic the level in microsiemens
 * @param phasic what is faster than .05 Hz
 * @param responses in the order of time
 */
public record SkinConductance(double[] tonic, double[] phasic, List<Response> responses) {
  /** The lowest sampling rate in Hz that shows responses. */
  public static final double MIN_RATE = 2;

  /** The smallest rise that counts as a response, in microsiemens. */
  public static final double MIN_AMPLITUDE = 0.01;

  private static final double SPLIT = 0.05;
  private static final double SMOOTH = 1;
  private static final double STEEP = 0.1;
  private static final double LONGEST_RISE = 5;

  /**
   * A response to an event.
   *
   * @param peak when it is highest, in seconds from the start
   * @param amplitude from onset to peak, in microsiemens
   * @param riseTime from onset to peak, in seconds
   * @param recoveryTime from the peak until half the amplitude is gone, in seconds; NaN if the next
   *     response or the end comes first
   */
  public record Response(double peak, double amplitude, double riseTime, double recoveryTime) {
    @Override
    public String toString() {
      return "skin conductance response";
    }
  }

  /**
   * Takes a signal apart.
   *
   * @param eda microsiemens without NaN, 10 seconds or more
   * @param rate samples per second, at least {@link #MIN_RATE}
   */
  public static SkinConductance of(double[] eda, double rate) {
    if (!(rate >= MIN_RATE) || eda.length < 10 * rate - 1) {
      throw new IllegalArgumentException(
          eda.length + " samples at " + rate + " Hz; expected 10 s or more at 2 Hz or more");
    }
    double[] smooth = Butterworth.lowPass(4, Math.min(SMOOTH, 0.4 * rate), rate).zeroPhase(eda);
    double[] phasic = Butterworth.highPass(2, SPLIT, rate).zeroPhase(smooth);
    double[] tonic = new double[smooth.length];
    for (int i = 0; i < tonic.length; i++) {
      tonic[i] = smooth[i] - phasic[i];
    }
    return new SkinConductance(tonic, phasic, responses(phasic, rate));
  }

  private static List<Response> responses(double[] x, double rate) {
    List<Response> found = new ArrayList<>();
    int i = 1;
    while (i < x.length) {
      while (i < x.length && x[i] <= x[i - 1]) {
        i++;
      }
      int onset = i - 1;
      while (i < x.length && x[i] > x[i - 1]) {
        i++;
      }
      int peak = i - 1;
      onset = steepFrom(x, onset, peak);
      double amplitude = x[peak] - x[onset];
      // A rise that the window cuts off at either end has no known amplitude.
      if (onset > 0
          && i < x.length
          && amplitude >= MIN_AMPLITUDE
          && (peak - onset) / rate <= LONGEST_RISE) {
        double recovery = recovery(x, peak, amplitude, rate);
        found.add(new Response(peak / rate, amplitude, (peak - onset) / rate, recovery));
      }
    }
    return List.copyOf(found);
  }

  // A response sets in suddenly; what rises slowly before it is the filter's return to 0.
  private static int steepFrom(double[] x, int from, int peak) {
    int steepest = from + 1;
    for (int i = from + 1; i <= peak; i++) {
      if (x[i] - x[i - 1] > x[steepest] - x[steepest - 1]) {
        steepest = i;
      }
    }
    int onset = Math.min(peak, steepest);
    while (onset > from && x[onset] - x[onset - 1] >= STEEP * (x[steepest] - x[steepest - 1])) {
      onset--;
    }
    return onset;
  }

  private static double recovery(double[] x, int peak, double amplitude, double rate) {
    double half = x[peak] - amplitude / 2;
    for (int i = peak + 1; i < x.length && x[i] <= x[i - 1]; i++) {
      if (x[i] <= half) {
        return (i - peak) / rate;
      }
    }
    return Double.NaN;
  }

  @Override
  public String toString() {
    return "skin conductance with " + responses.size() + " responses";
  }
}
