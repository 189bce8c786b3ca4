package dev.emotion4j.signal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of numbers in a text file. A cell that is empty or {@code nan} is NaN; anything else that is
 * no number is refused by line and column, without showing it.
 *
 * @param comments the lines before the first row that start with {@code #}, without it
 * @param names the cells of the first row if one of them is no number, else empty
 * @param columns the numbers by column
 */
record NumberTable(List<String> comments, List<String> names, double[][] columns) {
  // A day of three axes at 200 Hz is 52 million numbers; what is larger is not one recording.
  private static final long MAX_NUMBERS = 64_000_000;
  private static final int MAX_COLUMNS = 256;
  private static final int MAX_LINE = 16_384;
  private static final int MAX_COMMENTS = 100;
  // What spreadsheets put in front of UTF-8, read as the bytes that it is.
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  static NumberTable read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1), 1 << 16)) {
      return new Reading(file).all(lines);
    } catch (NoSuchFileException e) {
      throw new EmotionException("'" + file + "' does not exist; expected a table of samples", e);
    } catch (IOException e) {
      boolean folder = Files.isDirectory(file);
      throw new EmotionException(
          "'" + file + (folder ? "' is a folder; expected a table of samples" : "' cannot be read"),
          e);
    }
  }

  int rows() {
    return columns[0].length;
  }

  static EmotionException wrong(Path file, String what) {
    return new EmotionException("'" + file.getFileName() + "': " + what);
  }

  private static final class Reading {
    private final Path file;
    private final List<String> comments = new ArrayList<>();
    private List<String> names = List.of();
    private double[][] columns = new double[0][];
    private int rows;
    private int line;

    Reading(Path file) {
      this.file = file;
    }

    NumberTable all(BufferedReader lines) throws IOException {
      StringBuilder text = new StringBuilder();
      while (next(lines, text)) {
        if (line == 1 && text.indexOf(BYTE_ORDER_MARK) == 0) {
          text.delete(0, BYTE_ORDER_MARK.length());
        }
        accept(text.toString().strip());
      }
      if (rows == 0) {
        throw wrong(file, "no rows of numbers; expected a table of samples");
      }
      for (int c = 0; c < columns.length; c++) {
        columns[c] = Arrays.copyOf(columns[c], rows);
      }
      return new NumberTable(List.copyOf(comments), names, columns);
    }

    // Not readLine: a file without line ends would become one string of its whole size.
    private boolean next(BufferedReader from, StringBuilder text) throws IOException {
      text.setLength(0);
      line++;
      for (int c = from.read(); c >= 0; c = from.read()) {
        if (c == '\n') {
          return true;
        }
        if (c == 0 || text.length() == MAX_LINE) {
          String found = c == 0 ? " holds a zero byte" : " has over " + MAX_LINE + " characters";
          throw wrong(file, "line " + line + found + "; expected a table of numbers as text");
        }
        text.append((char) c);
      }
      return text.length() > 0;
    }

    private void accept(String text) {
      if (text.isEmpty()) {
        return;
      }
      if (text.charAt(0) == '#') {
        if (rows == 0 && comments.size() < MAX_COMMENTS) {
          comments.add(text.substring(1).strip());
        }
        return;
      }
      String[] cells = split(text);
      if (rows == 0 && names.isEmpty() && Arrays.stream(cells).anyMatch(Reading::isWord)) {
        names = Arrays.stream(cells).map(Reading::plain).toList();
      } else {
        add(cells);
      }
    }

    private static String[] split(String text) {
      for (String separator : List.of(";", "\t", ",")) {
        if (text.contains(separator)) {
          return text.split(separator, -1);
        }
      }
      return text.split(" +");
    }

    private static String plain(String cell) {
      String bare = cell.strip();
      boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
      return quoted ? bare.substring(1, bare.length() - 1).strip() : bare;
    }

    private static boolean isWord(String cell) {
      return Double.isNaN(number(cell)) && !isGap(cell);
    }

    private static boolean isGap(String cell) {
      String bare = plain(cell);
      return bare.isEmpty() || bare.equalsIgnoreCase("nan");
    }

    private static double number(String cell) {
      String bare = plain(cell);
      if (bare.isEmpty()) {
        return Double.NaN;
      }
      try {
        return Double.parseDouble(bare);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }

    private void add(String[] cells) {
      if (rows == 0) {
        if (cells.length > MAX_COLUMNS) {
          throw wrong(file, cells.length + " columns; expected at most " + MAX_COLUMNS);
        }
        columns = new double[cells.length][1024];
      }
      if (cells.length != columns.length) {
        throw wrong(
            file, "line " + line + " has " + cells.length + " columns, not " + columns.length);
      }
      if ((long) (rows + 1) * columns.length > MAX_NUMBERS) {
        throw wrong(file, "more than " + MAX_NUMBERS + " numbers; cut the recording");
      }
      for (int c = 0; c < cells.length; c++) {
        if (rows == columns[c].length) {
          columns[c] = Arrays.copyOf(columns[c], 2 * rows);
        }
        double value = number(cells[c]);
        if (Double.isNaN(value) && !isGap(cells[c])) {
          throw wrong(file, "line " + line + ", column " + (c + 1) + " is no number");
        }
        columns[c][rows] = value;
      }
      rows++;
    }
  }
}
