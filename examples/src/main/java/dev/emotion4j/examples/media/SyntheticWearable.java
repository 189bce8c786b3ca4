package dev.emotion4j.examples.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * 70 seconds of a made-up wristband in the files of an Empatica E4: first line the start in s since
 * 1970, second the rate in Hz, then the values. A lively wearer: a heart of about 88 beats per
 * minute that follows the breath, four skin conductance responses, two gestures. The same text on
 * every JDK: only {@link StrictMath} and a fixed seed.
 */
final class SyntheticWearable {
  private static final int SECONDS = 70;
  private static final String START = "1700000000.000000";
  private static final double TICK = 1 / 64.0; // the clock of the pulse sensor, s
  private static final double[] RESPONSES = {11, 26.5, 40, 54.5}; // s
  private final Random random = new Random(11);
  private final List<Double> beats = new ArrayList<>();

  private SyntheticWearable() {
    double time = 0.4;
    while (time < SECONDS) {
      beats.add(time);
      double breath = 0.035 * wave(0.25, time) + 0.018 * wave(0.1, time);
      time += TICK * StrictMath.round((0.68 + breath + 0.008 * random.nextGaussian()) / TICK);
    }
  }

  /** File names and their contents. */
  static Map<String, String> files() {
    SyntheticWearable wearer = new SyntheticWearable();
    Map<String, String> files = new LinkedHashMap<>();
    files.put("ACC.csv", wearer.motion());
    files.put("BVP.csv", wearer.column(64, "%.2f", wearer::pulse));
    files.put("EDA.csv", wearer.column(4, "%.6f", SyntheticWearable::conductance));
    files.put("IBI.csv", wearer.intervals());
    files.put(
        "TEMP.csv",
        wearer.column(
            4,
            "%.2f",
            time -> 33.1 + 0.02 * StrictMath.round(18 * (1 - StrictMath.exp(-time / 40)))));
    return files;
  }

  private String column(int rate, String format, DoubleUnaryOperator signal) {
    StringBuilder text =
        new StringBuilder(START + "\n" + String.format(Locale.ROOT, "%.6f", (double) rate) + "\n");
    for (int n = 0; n < SECONDS * rate; n++) {
      text.append(String.format(Locale.ROOT, format, signal.applyAsDouble(n / (double) rate)))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Blood volume pulse: after every beat the systolic wave and the smaller one behind the dicrotic
   * notch.
   */
  private double pulse(double time) {
    double sum = 1.5 * random.nextGaussian() + 4 * wave(0.25, time) - 30;
    for (double beat : beats) {
      double since = time - beat;
      if (since > -0.3 && since < 1) {
        sum += 100 * bell(since - 0.20, 0.065) + 42 * bell(since - 0.45, 0.085);
      }
    }
    return sum;
  }

  /** Skin conductance in microsiemens: a slow rise and responses that come fast and go slowly. */
  private static double conductance(double time) {
    double sum = 0.9 + 0.004 * time;
    for (int n = 0; n < RESPONSES.length; n++) {
      double since = time - RESPONSES[n];
      if (since > 0) {
        sum += (0.30 + 0.08 * n) * (1 - StrictMath.exp(-since / 0.7)) * StrictMath.exp(-since / 4);
      }
    }
    return sum;
  }

  /** Time of a beat since the start and the time since the one before, both in s. */
  private String intervals() {
    StringBuilder text = new StringBuilder(START + ", IBI\n");
    for (int n = 1; n < beats.size(); n++) {
      text.append(
          String.format(Locale.ROOT, "%.6f,%.6f%n", beats.get(n), beats.get(n) - beats.get(n - 1))
              .replace("\r", ""));
    }
    return text.toString();
  }

  /** Acceleration in 1/64 g at 32 Hz: gravity, a little unrest and two gestures. */
  private String motion() {
    String rate = "32.000000";
    StringBuilder text =
        new StringBuilder(
            String.join(", ", START, START, START)
                + "\n"
                + String.join(", ", rate, rate, rate)
                + "\n");
    for (int n = 0; n < SECONDS * 32; n++) {
      double time = n / 32.0;
      double gesture = bell(time - 16.5, 0.9) + 0.8 * bell(time - 42, 1.2);
      text.append(axis(-38, 20 * gesture * wave(1.7, time))).append(',');
      text.append(axis(21, 26 * gesture * wave(2.1, time + 0.1))).append(',');
      text.append(axis(46, 14 * gesture * wave(1.3, time + 0.3))).append('\n');
    }
    return text.toString();
  }

  private long axis(double rest, double movement) {
    return StrictMath.round(rest + movement + 0.6 * random.nextGaussian());
  }

  private static double wave(double hertz, double time) {
    return StrictMath.sin(2 * StrictMath.PI * hertz * time);
  }

  private static double bell(double x, double width) {
    return StrictMath.exp(-0.5 * (x / width) * (x / width));
  }
}
