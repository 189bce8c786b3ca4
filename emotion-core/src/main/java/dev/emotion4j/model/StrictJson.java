package dev.emotion4j.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON with limits: UTF-8 only, no key twice, bounded depth, string length, number length and
 * number of values, nothing behind the end. Bytes that break a rule give a {@link FormatException}
 * and nothing else. One instance reads one document; not thread-safe.
 */
final class StrictJson implements AutoCloseable {
  private static final int DEPTH = 64;
  private static final int STRING = 10_000_000;
  private static final int NUMBER = 400;
  private static final int VALUES = 400_000;

  // Canonical and interned names would keep hostile names in tables that outlive the document.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(STRING)
                  .maxNumberLength(NUMBER)
                  .build())
          .build();

  private final String file;
  private final JsonParser parser;
  private int values;

  private StrictJson(String file, Reader reader) {
    this.file = file;
    try {
      this.parser = FACTORY.createParser(reader);
    } catch (IOException e) {
      throw new FormatException(file, "", "the JSON text cannot be read", e);
    }
  }

  /** Opens the remaining bytes of a buffer; the buffer's position does not move. */
  static StrictJson open(String file, ByteBuffer utf8) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    return new StrictJson(file, new InputStreamReader(new BufferStream(utf8.duplicate()), decoder));
  }

  /** Reads the whole document to maps, lists, strings, longs, doubles, booleans and null. */
  static @Nullable Object tree(String file, ByteBuffer utf8) {
    try (StrictJson json = open(file, utf8)) {
      json.next();
      Object tree = json.value();
      json.end();
      return tree;
    }
  }

  /** Moves to the next token, which must be there. */
  JsonToken next() {
    JsonToken token = advance();
    if (token == null) {
      throw error("the JSON text ends too early; expected a value. The file may be cut off");
    }
    return token;
  }

  /** Demands that nothing but white space follows. */
  void end() {
    if (advance() != null) {
      throw error("found more behind the end of the JSON value; expected one value only");
    }
  }

  private @Nullable JsonToken advance() {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Returns the present token as a long. */
  long integer(String what) {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw error("found " + kind() + ", expected " + what);
    }
    try {
      if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        return parser.getLongValue();
      }
    } catch (IOException e) {
      throw broken(e);
    }
    throw error("the number does not fit into 64 bits; expected " + what);
  }

  /** Returns the present token as a string or the name of a field. */
  String text(String what) {
    if (parser.currentToken() != JsonToken.VALUE_STRING
        && parser.currentToken() != JsonToken.FIELD_NAME) {
      throw error("found " + kind() + ", expected " + what);
    }
    String text;
    try {
      text = parser.getText();
    } catch (IOException e) {
      throw broken(e);
    }
    if (!isPaired(text)) {
      throw error("found half of a surrogate pair in a string; expected whole characters");
    }
    return text;
  }

  /** Returns the value that begins at the present token. */
  @Nullable Object value() {
    count();
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text("a string");
      case VALUE_NUMBER_INT -> integer("a number");
      case VALUE_NUMBER_FLOAT -> real();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw error("found " + kind() + ", expected a value");
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (next() != JsonToken.END_OBJECT) {
      String key = text("a key");
      next();
      map.put(key, value());
    }
    return map;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> list = new ArrayList<>();
    while (next() != JsonToken.END_ARRAY) {
      list.add(value());
    }
    return list;
  }

  private Double real() {
    double number;
    try {
      number = parser.getDoubleValue();
    } catch (IOException e) {
      throw broken(e);
    }
    if (Double.isInfinite(number)) {
      throw error("the number is too large; expected at most " + Double.MAX_VALUE);
    }
    return number;
  }

  private void count() {
    if (++values > VALUES) {
      throw error("found more than " + VALUES + " values; the library refuses larger documents");
    }
  }

  /** Returns what the present token is, in words. */
  String kind() {
    return switch (parser.currentToken()) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      case FIELD_NAME -> "a key";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> "the end";
    };
  }

  /** Returns an error at the present token. */
  FormatException error(String problem) {
    return new FormatException(file, place(parser.currentTokenLocation()), problem);
  }

  private FormatException broken(IOException e) {
    if (e instanceof CharacterCodingException) {
      return new FormatException(
          file,
          place(parser.currentLocation()) + " or soon after",
          "the bytes are not UTF-8; save the file as UTF-8 without other encodings",
          e);
    }
    if (!(e instanceof JsonProcessingException json)) {
      return new FormatException(file, "", "the JSON text cannot be read", e);
    }
    JsonLocation location = json.getLocation();
    String place = place(location == null ? parser.currentLocation() : location);
    String message = String.valueOf(json.getOriginalMessage());
    if (message.startsWith("Duplicate ")) {
      // Of the two values, different readers would take different ones.
      String key = message.substring(message.indexOf(' ', 10) + 1);
      return new FormatException(
          file, place, "a key stands twice in one object: " + shorten(key) + "; remove one", e);
    }
    return new FormatException(file, place, "not valid JSON, or beyond the library's limits", e);
  }

  private static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private static String place(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static boolean isPaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new FormatException(file, "", "the JSON text cannot be closed", e);
    }
  }

  /** The remaining bytes of a buffer as a stream. */
  private static final class BufferStream extends InputStream {
    private final ByteBuffer bytes;

    BufferStream(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      int count = Math.min(length, bytes.remaining());
      if (count == 0) {
        return -1;
      }
      bytes.get(target, offset, count);
      return count;
    }
  }
}
