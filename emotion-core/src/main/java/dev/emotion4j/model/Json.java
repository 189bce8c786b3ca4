package dev.emotion4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value that knows its file and its place in it, so that whoever reads a setting of the
 * wrong kind gets {@code emotion.json: at labels[2]: found a number, expected a string}. Immutable.
 *
 * <p>Reading is strict: UTF-8, no key twice, at most 64 levels, 400,000 values, strings of ten
 * million characters, whole numbers of 64 bits; files of at most 16 MB.
 */
public final class Json {
  private static final long MOST_BYTES = 16 << 20;

  private final String file;
  private final String path;
  private final @Nullable Object value;

  private Json(String file, String path, @Nullable Object value) {
    this.file = file;
    this.path = path;
    this.value = value;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is missing, a folder, or cannot be read
   * @throws FormatException if it is larger than 16 MB or not strict JSON
   */
  public static Json read(Path file) throws IOException {
    Folders.refuse(file, "a JSON file");
    String name = String.valueOf(file.getFileName());
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new FormatException(
            name, "", "the file is larger than " + MOST_BYTES + " bytes, the limit for settings");
      }
      return parse(name, ByteBuffer.wrap(bytes));
    }
  }

  /** Reads UTF-8 bytes; {@code file} is the name that errors tell. */
  public static Json parse(String file, ByteBuffer utf8) {
    return new Json(file, "", StrictJson.tree(file, utf8));
  }

  /** Reads text; {@code file} is the name that errors tell. */
  public static Json parse(String file, String text) {
    return parse(file, StandardCharsets.UTF_8.encode(text));
  }

  /**
   * Returns a tree as indented text with a final line break. Keys keep the order of a {@link
   * LinkedHashMap} or sorted map and are sorted otherwise, so that equal trees give equal bytes.
   *
   * @param tree maps with string keys, lists, strings, numbers, booleans, null
   * @throws IllegalArgumentException if there is anything else in it, or NaN or an infinity
   */
  public static String write(@Nullable Object tree) {
    return new JsonText(true).append(tree).end();
  }

  /** Returns a tree as one line without a line break, in the same order of keys. */
  public static String writeLine(@Nullable Object tree) {
    return new JsonText(false).append(tree).end();
  }

  /** Returns the value as a plain tree: maps, lists, String, Long, Double, Boolean or null. */
  public @Nullable Object tree() {
    return value;
  }

  /** Returns whether this is null. */
  public boolean isNull() {
    return value == null;
  }

  /** Returns whether this is a string. */
  public boolean isText() {
    return value instanceof String;
  }

  /** Returns whether this is a list. */
  public boolean isList() {
    return value instanceof List<?>;
  }

  /** Returns whether this is an object. */
  public boolean isObject() {
    return value instanceof Map<?, ?>;
  }

  /** Returns a string. */
  public String text() {
    return as(String.class, "a string");
  }

  /** Returns a whole number. */
  public long integer() {
    return as(Long.class, "a whole number");
  }

  /** Returns a whole number between two limits, both included. */
  public int integer(int least, int most) {
    long number = integer();
    if (number < least || number > most) {
      throw error("found " + number + ", expected a whole number from " + least + " to " + most);
    }
    return (int) number;
  }

  /** Returns a number, whole or not. */
  public double number() {
    return as(Number.class, "a number").doubleValue();
  }

  /** Returns true or false. */
  public boolean truth() {
    return as(Boolean.class, "true or false");
  }

  /** Returns the elements of a list. */
  public List<Json> items() {
    List<?> list = as(List.class, "a list");
    List<Json> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(new Json(file, path + "[" + i + "]", list.get(i)));
    }
    return Collections.unmodifiableList(items);
  }

  /** Returns the elements of a list of strings. */
  public List<String> texts() {
    return items().stream().map(Json::text).toList();
  }

  /** Returns the fields of an object, in the order of the file. */
  public Map<String, Json> fields() {
    Map<String, Json> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map().entrySet()) {
      String key = (String) entry.getKey();
      fields.put(key, field(key, entry.getValue()));
    }
    return Collections.unmodifiableMap(fields);
  }

  /**
   * Returns a field that must be there.
   *
   * @throws FormatException if it is missing
   */
  public Json get(String key) {
    return find(key)
        .orElseThrow(() -> error("the field '" + key + "' is missing; found " + map().keySet()));
  }

  /** Returns a field that may be absent; a field that is null counts as absent. */
  public Optional<Json> find(String key) {
    Object found = map().get(key);
    return found == null ? Optional.empty() : Optional.of(field(key, found));
  }

  /**
   * Demands that this object has no fields but these.
   *
   * @throws FormatException that names the first one too many
   */
  public Json only(Set<String> keys) {
    for (Object key : map().keySet()) {
      if (!keys.contains(Objects.toString(key))) {
        throw error("found the unknown field '" + key + "'; expected only " + sorted(keys));
      }
    }
    return this;
  }

  /** Returns an error at this place, to be thrown. */
  public FormatException error(String problem) {
    return new FormatException(file, path, problem);
  }

  /** Returns the place, for example {@code labels[2]}; empty for the whole document. */
  public String path() {
    return path;
  }

  private static List<String> sorted(Set<String> keys) {
    return keys.stream().sorted().toList();
  }

  private Json field(String key, @Nullable Object found) {
    return new Json(file, path.isEmpty() ? key : path + "." + key, found);
  }

  private Map<?, ?> map() {
    return as(Map.class, "an object");
  }

  private <T> T as(Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw error("found " + kind() + ", expected " + expected);
    }
    return type.cast(value);
  }

  private String kind() {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof Long) {
      return "a whole number";
    }
    if (value instanceof Double) {
      return "a number";
    }
    if (value instanceof Boolean) {
      return "a truth value";
    }
    return value instanceof List<?> ? "a list" : "an object";
  }

  /** Returns the place and the kind, never the content. */
  @Override
  public String toString() {
    return file + (path.isEmpty() ? "" : ": " + path) + ": " + kind();
  }
}
