package dev.emotion4j.signal;

import dev.emotion4j.signal.BodyChannel.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of an Empatica E4: the first row is the start in seconds since 1970 (UTC), the second
 * the sampling rate, then one row per sample. {@code IBI.csv} has the start and a name, then rows
 * of seconds since the start and length of the interval that ended there.
 */
final class EmpaticaFolder {
  // The device has these rates and no others: another one means another file under this name.
  private static final double MOTION_RATE = 32;
  private static final double PULSE_RATE = 64;
  private static final double SLOW_RATE = 4;

  private final Path folder;
  private final Map<Kind, BodyChannel> channels = new EnumMap<>(Kind.class);
  private final List<String> notes = new ArrayList<>();

  private EmpaticaFolder(Path folder) {
    this.folder = folder;
  }

  static BodyRecording read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new EmotionException(
          "'"
              + folder
              + "' is no folder; expected one with ACC.csv, BVP.csv, EDA.csv, TEMP.csv, IBI.csv of an"
              + " Empatica E4");
    }
    return new EmpaticaFolder(folder).all();
  }

  private BodyRecording all() {
    add("ACC.csv", MOTION_RATE, Kind.MOTION_X, Kind.MOTION_Y, Kind.MOTION_Z);
    add("BVP.csv", PULSE_RATE, Kind.PPG);
    add("EDA.csv", SLOW_RATE, Kind.EDA);
    add("TEMP.csv", SLOW_RATE, Kind.TEMPERATURE);
    Optional<BodyRecording.Beats> beats = beats();
    if (channels.isEmpty() && beats.isEmpty()) {
      throw new EmotionException(
          "the folder '"
              + folder
              + "' has none of ACC.csv, BVP.csv, EDA.csv, TEMP.csv, IBI.csv; expected a session of an"
              + " Empatica E4");
    }
    return new BodyRecording(channels, beats, notes);
  }

  private void add(String name, double rate, Kind... kinds) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      notes.add("no " + name);
      return;
    }
    NumberTable table = NumberTable.read(file);
    if (table.columns().length != kinds.length || !table.names().isEmpty()) {
      throw NumberTable.wrong(
          file,
          table.columns().length
              + " columns"
              + (table.names().isEmpty() ? "" : " with names")
              + "; expected "
              + kinds.length
              + " without. Is it another file under this name?");
    }
    if (table.rows() < 3) {
      notes.add("no samples in " + name);
      return;
    }
    double start = table.columns()[0][0];
    double found = table.columns()[0][1];
    if (!Double.isFinite(start) || start < 0 || found != rate) {
      throw NumberTable.wrong(
          file,
          "states a rate of "
              + found
              + " Hz; expected the start in row 1 and "
              + rate
              + " in row 2. Is it another file under this name?");
    }
    for (int c = 0; c < kinds.length; c++) {
      double[] column = table.columns()[c];
      float[] values = new float[column.length - 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) column[i + 2];
      }
      channels.put(
          kinds[c], new BodyChannel(kinds[c], values, rate, kinds[c].units().get(0), start));
    }
  }

  private Optional<BodyRecording.Beats> beats() {
    Path file = folder.resolve("IBI.csv");
    if (!Files.exists(file)) {
      notes.add("no IBI.csv");
      return Optional.empty();
    }
    NumberTable table;
    try {
      table = NumberTable.read(file);
    } catch (EmotionException e) {
      // The device writes the header alone when it was sure of no beat.
      if (headerOnly(file)) {
        notes.add("no beats in IBI.csv");
        return Optional.empty();
      }
      throw e;
    }
    if (table.columns().length != 2 || table.names().size() != 2 || start(table) < 0) {
      throw NumberTable.wrong(
          file,
          "no inter-beat intervals; expected the row 'start, IBI', then rows of time and interval");
    }
    double start = start(table);
    double[] times = table.columns()[0];
    for (int i = 0; i < times.length; i++) {
      times[i] += start;
    }
    return Optional.of(new BodyRecording.Beats(times, table.columns()[1]));
  }

  private static boolean headerOnly(Path file) {
    try {
      return Files.size(file) < 256 && Files.readString(file).strip().endsWith("IBI");
    } catch (java.io.IOException e) {
      throw new EmotionException("'" + file + "' cannot be read", e);
    }
  }

  private static double start(NumberTable table) {
    try {
      double start = Double.parseDouble(table.names().get(0));
      return table.names().get(1).equalsIgnoreCase("IBI") ? start : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
