package dev.emotion4j.examples.data;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.EmotionException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads JSON Lines with bounded memory: a line that is no JSON object, or too long, is a line with
 * an error, and the next one is read all the same. Blank lines are skipped, as is a byte order mark
 * at the beginning. Not thread-safe.
 */
public final class JsonLines implements AutoCloseable {
  /**
   * One line.
   *
   * @param number counted from 1
   * @param object the object, if the line holds one
   * @param error what is wrong otherwise; never the line's content
   */
  public record Line(long number, Optional<Json> object, String error) {
    /**
     * Returns the object.
     *
     * @throws IllegalArgumentException if the line holds none
     */
    public Json json() {
      return object.orElseThrow(() -> new IllegalArgumentException(error));
    }
  }

  private static final int MOST_LINE_BYTES = 16 << 20;
  private static final int MOST_CHUNK_BYTES = 16 << 20;
  private static final String MARK = "\u00EF\u00BB\u00BF";

  private final InputStream in;
  private final String name;
  private long number;
  private long bytesRead;

  /**
   * Opens a file.
   *
   * @throws IOException if it is missing, a directory, or cannot be read
   */
  public JsonLines(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("'" + file + "' does not exist; expected a JSON Lines file");
    }
    if (Files.isDirectory(file)) {
      throw new IOException("'" + file + "' is a directory; expected a JSON Lines file");
    }
    in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    name = String.valueOf(file.getFileName());
  }

  /**
   * Returns up to {@code most} further lines, fewer if they are long; an empty list at the end.
   *
   * @throws IOException if reading fails
   */
  public List<Line> next(int most) throws IOException {
    List<Line> lines = new ArrayList<>();
    long start = bytesRead;
    while (lines.size() < most && bytesRead - start < MOST_CHUNK_BYTES) {
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
        if (length++ < MOST_LINE_BYTES) {
          bytes.write(b);
        }
      }
      bytesRead += length + 1;
      number++;
      if (length > MOST_LINE_BYTES) {
        String error =
            "the line has " + length + " bytes; at most " + MOST_LINE_BYTES + " are read";
        return Optional.of(failed(error));
      }
      // One char per byte, so that the text's places are the bytes' places.
      String raw = bytes.toString(StandardCharsets.ISO_8859_1);
      int skipped = number == 1 && raw.startsWith(MARK) ? MARK.length() : 0;
      if (!raw.substring(skipped).isBlank()) {
        return Optional.of(parse(ByteBuffer.wrap(bytes.toByteArray()).position(skipped).slice()));
      }
    }
  }

  private Line parse(ByteBuffer bytes) {
    try {
      Json json = Json.parse(name + " line " + number, bytes);
      return json.isObject()
          ? new Line(number, Optional.of(json), "")
          : failed("the line is JSON but no object; expected {\"id\": ..., \"text\": ...}");
    } catch (EmotionException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private Line failed(String error) {
    return new Line(number, Optional.empty(), error);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
