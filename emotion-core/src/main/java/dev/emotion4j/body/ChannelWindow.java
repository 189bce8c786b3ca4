package dev.emotion4j.body;

import dev.emotion4j.signal.BodyChannel;
import java.util.Optional;

/**
 * One channel within one window: its samples with short gaps bridged, and what is wrong with them.
 * Immutable; its array is not copied.
 *
 * <p>A sample is bad if it was not taken, is NaN or infinite, or is outside what a living body on a
 * working sensor can give: conductance outside 0 (not worn) to 100 microsiemens, skin outside 10 to
 * 50 degrees, more than 16 g. Bad samples are bridged by straight lines if they are at most a fifth
 * of the window.
 *
 * @param samples in the channel's unit, motion in 64ths of g; free of NaN if there is no problem
 * @param rate samples per second
 * @param bad the share of bad samples
 * @param flat the share of samples in runs of a second or more of one value
 * @param clipped the share of samples at the largest or smallest value, in runs of three or more
 * @param problem why it gives no features, if it gives none
 */
record ChannelWindow(
    double[] samples,
    double rate,
    double bad,
    double flat,
    double clipped,
    Optional<String> problem) {
  /** The share of bad samples up to which a window is bridged. */
  static final double MAX_BAD = 0.2;

  private static final double MAX_FLAT = 0.5;
  private static final double MAX_CLIPPED = 0.5;
  private static final double STANDARD_GRAVITY = 9.80665;

  static ChannelWindow of(BodyChannel channel, double start, double seconds) {
    int count = (int) Math.round(seconds * channel.rate());
    long first = Math.round((start - channel.start()) * channel.rate());
    long inside = Math.min(channel.values().length, first + count) - Math.max(0, first);
    double outside = count == 0 ? 1 : 1 - Math.max(0, inside) / (double) count;
    if (outside > MAX_BAD) {
      // before memory is taken for what is not there
      return none(channel.rate(), outside, percent(outside) + " of it is missing");
    }
    double[] samples = new double[count];
    double scale = scale(channel);
    int bad = 0;
    int absent = 0;
    for (int i = 0; i < count; i++) {
      long at = first + i;
      double value =
          at >= 0 && at < channel.values().length ? channel.values()[(int) at] * scale : Double.NaN;
      boolean good = isPlausible(channel.kind(), value);
      samples[i] = good ? value : Double.NaN;
      bad += good ? 0 : 1;
      absent += Double.isNaN(value) ? 1 : 0;
    }
    double share = (double) bad / count;
    if (share > MAX_BAD) {
      String what = absent > 0 ? "missing or " : "";
      return none(
          channel.rate(),
          share,
          absent == bad
              ? percent(share) + " of it is missing"
              : percent(share) + " of it is " + what + implausible(channel.kind()));
    }
    bridge(samples);
    double flat = flat(samples, channel.rate());
    double clipped = clipped(samples);
    Optional<String> problem = problem(channel.kind(), samples, flat, clipped);
    return new ChannelWindow(samples, channel.rate(), share, flat, clipped, problem);
  }

  private static ChannelWindow none(double rate, double share, String problem) {
    return new ChannelWindow(new double[0], rate, share, 0, 0, Optional.of(problem));
  }

  private static double scale(BodyChannel channel) {
    return switch (channel.unit()) {
      case "g" -> 64;
      case "m/s2" -> 64 / STANDARD_GRAVITY;
      default -> 1;
    };
  }

  private static boolean isPlausible(BodyChannel.Kind kind, double value) {
    return switch (kind) {
      case EDA -> value > 0 && value <= 100;
      case TEMPERATURE -> value >= 10 && value <= 50;
      case MOTION_X, MOTION_Y, MOTION_Z -> Math.abs(value) <= 16 * 64;
      default -> Math.abs(value) <= 1e9; // also false for NaN and infinity
    };
  }

  private static String implausible(BodyChannel.Kind kind) {
    return switch (kind) {
      case EDA -> "outside 0 (not worn) to 100 microsiemens";
      case TEMPERATURE -> "outside 10 to 50 degrees Celsius";
      case MOTION_X, MOTION_Y, MOTION_Z -> "beyond 16 g";
      default -> "beyond 1e9";
    };
  }

  private static Optional<String> problem(
      BodyChannel.Kind kind, double[] samples, double flat, double clipped) {
    boolean constant = Statistics.max(samples) == Statistics.min(samples);
    return switch (kind) {
      // A thermometer's steps are coarse and skin is slow; one axis may lie still by chance.
      case TEMPERATURE, MOTION_X, MOTION_Y, MOTION_Z -> Optional.empty();
      case EDA -> constant ? Optional.of("it is constant") : Optional.empty();
      default -> {
        if (constant || flat > MAX_FLAT) {
          yield Optional.of(constant ? "it is constant" : percent(flat) + " of it is flat");
        }
        yield clipped > MAX_CLIPPED
            ? Optional.of(percent(clipped) + " of it is clipped")
            : Optional.empty();
      }
    };
  }

  private static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  /** Replaces NaN by the straight line between its neighbours, at the ends by the nearest value. */
  private static void bridge(double[] x) {
    int last = -1;
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        continue;
      }
      for (int k = last + 1; k < i; k++) {
        double share = (double) (k - last) / (i - last);
        x[k] = last < 0 ? x[i] : x[last] + share * (x[i] - x[last]);
      }
      last = i;
    }
    for (int k = last + 1; k < x.length && last >= 0; k++) {
      x[k] = x[last];
    }
  }

  private static double flat(double[] x, double rate) {
    return runs(x, Math.max(2, (int) Math.ceil(rate)), Double.NaN, Double.NaN);
  }

  private static double clipped(double[] x) {
    double low = Statistics.min(x);
    double high = Statistics.max(x);
    return low == high ? 0 : runs(x, 3, low, high);
  }

  /** The share of samples in runs of one value; of any, or only of two if they are numbers. */
  private static double runs(double[] x, int shortest, double one, double other) {
    int count = 0;
    for (int i = 0; i < x.length; ) {
      int from = i;
      while (i < x.length && x[i] == x[from]) {
        i++;
      }
      boolean wanted = Double.isNaN(one) || x[from] == one || x[from] == other;
      count += wanted && i - from >= shortest ? i - from : 0;
    }
    return (double) count / x.length;
  }
}
