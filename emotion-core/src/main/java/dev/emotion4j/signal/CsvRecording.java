package dev.emotion4j.signal;

import dev.emotion4j.signal.BodyChannel.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recordings in plain tables of numbers. */
final class CsvRecording {
  private static final Map<String, Kind> NAMES =
      Map.ofEntries(
          Map.entry("ecg", Kind.ECG),
          Map.entry("ppg", Kind.PPG),
          Map.entry("bvp", Kind.PPG),
          Map.entry("eda", Kind.EDA),
          Map.entry("gsr", Kind.EDA),
          Map.entry("resp", Kind.RESPIRATION),
          Map.entry("respiration", Kind.RESPIRATION),
          Map.entry("temp", Kind.TEMPERATURE),
          Map.entry("temperature", Kind.TEMPERATURE),
          Map.entry("acc_x", Kind.MOTION_X),
          Map.entry("acc_y", Kind.MOTION_Y),
          Map.entry("acc_z", Kind.MOTION_Z),
          Map.entry("motion_x", Kind.MOTION_X),
          Map.entry("motion_y", Kind.MOTION_Y),
          Map.entry("motion_z", Kind.MOTION_Z));
  private static final String TIME = "time";
  private static final Pattern RATE =
      Pattern.compile(
          "sampling rate \\(hz\\)\\s*:=\\s*([0-9]{1,9}(?:\\.[0-9]{1,9})?)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LABELS =
      Pattern.compile("labels\\s*:=\\s*(.+)", Pattern.CASE_INSENSITIVE);
  // Clocks of devices drift by less; a rate that is off by more was told wrong.
  private static final double RATE_TOLERANCE = 0.02;

  private CsvRecording() {}

  static BodyRecording read(Path file, double rate, List<Kind> kinds) {
    NumberTable table = NumberTable.read(file);
    if (table.columns().length < kinds.size()) {
      throw NumberTable.wrong(
          file, table.columns().length + " columns; expected " + kinds.size() + ": " + kinds);
    }
    commented(table)
        .ifPresent(
            stated -> {
              if (differs(stated, rate)) {
                throw NumberTable.wrong(
                    file, "states a rate of " + stated + " Hz, not " + rate + "; which is right?");
              }
            });
    Map<Kind, Integer> columns = new LinkedHashMap<>();
    for (int c = 0; c < kinds.size(); c++) {
      columns.put(kinds.get(c), c);
    }
    return recording(table, columns, rate, 0);
  }

  static BodyRecording readDescribed(Path file) {
    NumberTable table = NumberTable.read(file);
    List<String> names = table.names().isEmpty() ? labels(table) : table.names();
    Map<Kind, Integer> columns = new LinkedHashMap<>();
    int time = -1;
    for (int c = 0; c < Math.min(names.size(), table.columns().length); c++) {
      String name = names.get(c).toLowerCase(Locale.ROOT);
      Kind kind = NAMES.get(name);
      if (kind != null) {
        columns.putIfAbsent(kind, c);
      } else if (name.equals(TIME) || name.equals("timestamp")) {
        time = c;
      }
    }
    if (columns.isEmpty()) {
      throw NumberTable.wrong(
          file,
          "no column of a known name; expected some of "
              + NAMES.keySet().stream().sorted().toList()
              + " in the first row, or say what the columns are: BodySignal.csv(file, rate, ...)");
    }
    OptionalDouble stated = commented(table);
    if (time < 0 && stated.isEmpty()) {
      throw NumberTable.wrong(
          file,
          "no sampling rate; expected a column 'time' in seconds or a comment 'Sampling Rate (Hz):="
              + " 700', or say it: BodySignal.csv(file, rate, ...)");
    }
    double start = time < 0 ? 0 : table.columns()[time][0];
    double rate = time < 0 ? stated.getAsDouble() : measured(file, table.columns()[time]);
    if (stated.isPresent() && differs(stated.getAsDouble(), rate)) {
      throw NumberTable.wrong(
          file,
          "states a rate of "
              + stated.getAsDouble()
              + " Hz, its times one of "
              + rate
              + "; which is right?");
    }
    return recording(table, columns, rate, start);
  }

  private static boolean differs(double stated, double rate) {
    return Math.abs(stated / rate - 1) > RATE_TOLERANCE;
  }

  private static OptionalDouble commented(NumberTable table) {
    for (String comment : table.comments()) {
      Matcher matcher = RATE.matcher(comment);
      if (matcher.find()) {
        double rate = Double.parseDouble(matcher.group(1));
        if (rate > 0 && rate <= BodyChannel.MAX_RATE) {
          return OptionalDouble.of(rate);
        }
      }
    }
    return OptionalDouble.empty();
  }

  private static List<String> labels(NumberTable table) {
    for (String comment : table.comments()) {
      Matcher matcher = LABELS.matcher(comment);
      if (matcher.find()) {
        return Arrays.stream(matcher.group(1).split("[,\t ]+")).map(String::strip).toList();
      }
    }
    return List.of();
  }

  /** The rate that the times tell; steps must be even, because a gap would move all behind it. */
  private static double measured(Path file, double[] times) {
    int n = times.length;
    double mean = (times[n - 1] - times[0]) / Math.max(1, n - 1);
    double rate = 1 / mean;
    if (n < 2 || !(rate > 0 && rate <= BodyChannel.MAX_RATE)) {
      throw NumberTable.wrong(
          file, "the column 'time' gives no sampling rate; expected ascending seconds");
    }
    // Rounded to seven digits of the length; of the time itself, seconds since 1970 could have
    // gaps of half an hour.
    double tolerance = Math.max(0.75 * mean, 1e-6 * (times[n - 1] - times[0]));
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(times[i] - times[0] - i * mean) <= tolerance)) {
        throw uneven(file, times);
      }
    }
    return rate;
  }

  // A gap bends the mean step, so that a row far from it may be the first to stand out: said is
  // where the step is farthest from the usual one.
  private static EmotionException uneven(Path file, double[] times) {
    double[] steps = new double[times.length - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = times[i + 1] - times[i];
    }
    double[] sorted = steps.clone();
    Arrays.sort(sorted);
    double usual = sorted[(sorted.length - 1) / 2];
    int worst = 0;
    for (int i = 0; i < steps.length; i++) {
      boolean farther = Math.abs(steps[i] - usual) > Math.abs(steps[worst] - usual);
      worst = farther || Double.isNaN(steps[i]) && !Double.isNaN(steps[worst]) ? i : worst;
    }
    return NumberTable.wrong(
        file,
        String.format(
            Locale.ROOT,
            "its times are not evenly spaced: from row %d to row %d of the numbers it is %.4g s,"
                + " where %.4g are usual; fill gaps by rows with empty cells, so that every row is"
                + " one sample",
            worst + 1,
            worst + 2,
            steps[worst],
            usual));
  }

  private static BodyRecording recording(
      NumberTable table, Map<Kind, Integer> columns, double rate, double start) {
    List<BodyChannel> channels = new ArrayList<>();
    columns.forEach(
        (kind, c) -> {
          double[] column = table.columns()[c];
          float[] values = new float[column.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) column[i];
          }
          String unit = kind.isMotion() ? motionUnit(table) : unit(kind);
          channels.add(new BodyChannel(kind, values, rate, unit, start));
        });
    return BodyRecording.of(channels);
  }

  // A table in g says so in a comment; without one the numbers are Empatica's.
  private static String motionUnit(NumberTable table) {
    for (String unit : Kind.MOTION_X.units()) {
      if (table.comments().contains("unit: " + unit)) {
        return unit;
      }
    }
    return Kind.MOTION_X.units().get(0);
  }

  private static String unit(Kind kind) {
    return kind.units().get(0);
  }
}
