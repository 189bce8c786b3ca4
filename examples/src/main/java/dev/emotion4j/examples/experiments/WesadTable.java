package dev.emotion4j.examples.experiments;

import dev.emotion4j.signal.BodySignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table of WESAD windows: features, the wearer and the condition. */
final class WesadTable {
  /**
   * A window.
   *
   * @param wearer who wore the device
   * @param condition what the wearer went through: baseline, stress, amusement, meditation
   * @param signal its features
   */
  record Window(String wearer, String condition, BodySignal signal) {}

  private static final Set<String> NO_FEATURES =
      Set.of("raw_label", "time_end_sec", "subject_id", "condition", "split");

  private WesadTable() {}

  /** Reads the rows, in order. */
  static List<Window> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> names = List.of(lines.get(0).split(",", -1));
    int wearer = position(file, names, "subject_id");
    int condition = position(file, names, "condition");
    List<Window> windows = new ArrayList<>();
    for (int row = 1; row < lines.size(); row++) {
      String[] cells = lines.get(row).split(",", -1);
      if (cells.length != names.size()) {
        throw new IOException(
            file + ", line " + (row + 1) + ": " + cells.length + " cells, not " + names.size());
      }
      Map<String, Float> features = new LinkedHashMap<>();
      for (int c = 0; c < cells.length; c++) {
        if (!NO_FEATURES.contains(names.get(c)) && !cells[c].isBlank()) {
          features.put(names.get(c), Float.parseFloat(cells[c]));
        }
      }
      windows.add(new Window(cells[wearer], cells[condition], BodySignal.features(features)));
    }
    return windows;
  }

  private static int position(Path file, List<String> names, String name) throws IOException {
    int position = names.indexOf(name);
    if (position < 0) {
      throw new IOException(file + " has no column '" + name + "'");
    }
    return position;
  }
}
