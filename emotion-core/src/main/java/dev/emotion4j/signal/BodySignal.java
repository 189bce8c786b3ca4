package dev.emotion4j.signal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a wearable measured: raw channels, or features that somebody computed already, and what is
 * normal for the wearer if that is known. Immutable and thread-safe; {@link #toString} shows no
 * content.
 *
 * <p>A signal from a file opens it when it is used, each time anew: making one costs nothing, and a
 * broken file is a problem of this signal alone, not of the sample it is in.
 *
 * <pre>{@code
 * BodySignal.empatica(Path.of("session-7")).baseline(atRest)
 * BodySignal.csv(Path.of("chest.csv"), 700, Kind.ECG, Kind.RESPIRATION)
 * BodySignal.of(BodyChannel.of(Kind.EDA, 4, values))
 * }</pre>
 */
public final class BodySignal implements Signal {
  private final String description;
  private final Optional<Supplier<BodyRecording>> recording;
  private final List<Map<String, Float>> features;
  private final Optional<WearerBaseline> baseline;

  private BodySignal(
      String description,
      Optional<Supplier<BodyRecording>> recording,
      List<Map<String, Float>> features,
      Optional<WearerBaseline> baseline) {
    this.description = description;
    this.recording = recording;
    this.features = features;
    this.baseline = baseline;
  }

  /** Returns a signal of these channels, each kind at most once. */
  public static BodySignal of(BodyChannel... channels) {
    return of(BodyRecording.of(List.of(channels)));
  }

  /** Returns a signal of a recording. */
  public static BodySignal of(BodyRecording recording) {
    return reading(recording.toString(), () -> recording);
  }

  private static BodySignal reading(String description, Supplier<BodyRecording> reader) {
    return new BodySignal(description, Optional.of(reader), List.of(), Optional.empty());
  }

  /**
   * Returns the recording in a folder of an Empatica E4: {@code ACC.csv} (32 Hz, 64ths of g),
   * {@code BVP.csv} (64 Hz), {@code EDA.csv} (4 Hz, microsiemens), {@code TEMP.csv} (4 Hz, degrees
   * Celsius) and {@code IBI.csv}. {@code HR.csv} is not read: it is a smoothed copy of the
   * intervals. A missing file is a missing channel, and a note.
   */
  public static BodySignal empatica(Path folder) {
    return reading("Empatica E4 folder", () -> EmpaticaFolder.read(folder));
  }

  /**
   * Returns the recording in a text file of numbers: one row per sample, columns separated by
   * comma, semicolon, tab or blanks; lines that start with {@code #} and a first row of names are
   * skipped; an empty cell or {@code NaN} is a gap.
   *
   * @param rate samples per second
   * @param columns what the columns are, from the first; further columns are not read
   */
  public static BodySignal csv(Path file, double rate, BodyChannel.Kind... columns) {
    if (!(rate > 0 && rate <= BodyChannel.MAX_RATE)) {
      throw new IllegalArgumentException(
          "a sampling rate of " + rate + " Hz; expected above 0, at most 100000");
    }
    if (columns.length == 0) {
      throw new IllegalArgumentException("no columns; say what the first column is");
    }
    List<BodyChannel.Kind> kinds = List.of(columns);
    return reading("table of body signals", () -> CsvRecording.read(file, rate, kinds));
  }

  /**
   * Returns what is at a path: an Empatica E4 folder, or a text file as {@link #csv} describes
   * whose first row names its columns ({@code time, ecg, ppg, bvp, eda, resp, temp, acc_x, acc_y,
   * acc_z} and other usual names; others are not read) and that states its rate: by a column {@code
   * time} in seconds, or by a comment with {@code Sampling Rate (Hz):= 700}, in which also {@code
   * Labels:= ECG} may name the columns.
   */
  public static BodySignal read(Path path) {
    return reading(
        "body signals",
        () ->
            Files.isDirectory(path) ? EmpaticaFolder.read(path) : CsvRecording.readDescribed(path));
  }

  /** Returns one window of ready-made features by name; a value that is not finite is missing. */
  public static BodySignal features(Map<String, Float> window) {
    return features(List.of(window));
  }

  /** Returns windows of ready-made features by name, in the order of time. */
  public static BodySignal features(List<Map<String, Float>> windows) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("no windows of features; expected at least one");
    }
    List<Map<String, Float>> copy =
        windows.stream()
            .map(w -> java.util.Collections.unmodifiableMap(new LinkedHashMap<>(w)))
            .toList();
    return new BodySignal(
        copy.size() + " windows of body features", Optional.empty(), copy, Optional.empty());
  }

  /** Returns a copy whose wearer is known. */
  public BodySignal baseline(WearerBaseline wearer) {
    return new BodySignal(description, recording, features, Optional.of(wearer));
  }

  /** Returns what is normal for the wearer, if it is known. */
  public Optional<WearerBaseline> baseline() {
    return baseline;
  }

  /** Returns the windows of ready-made features; empty if this is a recording. */
  public List<Map<String, Float>> features() {
    return features;
  }

  /**
   * Opens the recording; empty if this is ready-made features. A signal from a file reads it now.
   *
   * @throws EmotionException if a file is missing, is not what its name says, or is too large
   */
  public Optional<BodyRecording> recording() {
    return recording.map(Supplier::get);
  }

  @Override
  public Modality modality() {
    return Modality.BODY;
  }

  @Override
  public String toString() {
    return description + (baseline.isPresent() ? ", wearer known" : "");
  }
}
