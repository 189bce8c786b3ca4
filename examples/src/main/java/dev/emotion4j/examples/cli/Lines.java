package dev.emotion4j.examples.cli;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.EmotionException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON Lines with bounded memory: a line that is no JSON object, or too long, is a line with
 * an error, and the next one is read all the same. Blank lines are skipped.
 */
final class Lines implements AutoCloseable {
  /**
   * One line.
   *
   * @param number counted from 1
   * @param json the object, if the line holds one
   * @param error what is wrong otherwise; never the line's content
   */
  record Line(long number, Optional<Json> json, String error) {}

  private static final int MOST_BYTES = 16 << 20;

  private final InputStream in;
  private final String name;
  private long number;

  Lines(Path file) throws IOException {
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    name = String.valueOf(file.getFileName());
  }

  /** Returns up to {@code most} further lines; an empty list at the end. */
  List<Line> next(int most) throws IOException {
    List<Line> lines = new ArrayList<>();
    while (lines.size() < most) {
      Optional<Line> line = next();
      if (line.isEmpty()) {
        break;
      }
      lines.add(line.get());
    }
    return lines;
  }

  private Optional<Line> next() throws IOException {
    while (true) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      long length = 0;
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (length++ < MOST_BYTES) {
          bytes.write(b);
        }
      }
      number++;
      if (length > MOST_BYTES) {
        return failed("the line has " + length + " bytes; at most " + MOST_BYTES + " are read");
      }
      if (!bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1).isBlank()) {
        return Optional.of(parse(bytes.toByteArray()));
      }
    }
  }

  private Line parse(byte[] bytes) {
    try {
      Json json = Json.parse(name + " line " + number, ByteBuffer.wrap(bytes));
      return json.isObject()
          ? new Line(number, Optional.of(json), "")
          : failed("the line is JSON but no object; expected {\"id\": ..., \"text\": ...}").get();
    } catch (EmotionException e) {
      return failed(String.valueOf(e.getMessage())).get();
    }
  }

  private Optional<Line> failed(String error) {
    return Optional.of(new Line(number, Optional.empty(), error));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
