package dev.emotion4j.model;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checked header of a safetensors file: every tensor lies inside the file, they neither overlap
 * nor leave holes, and shape times element size is what each one takes.
 */
final class SafetensorsHeader {
  /** The format's own limit. */
  static final long MOST_HEADER = 100_000_000;

  static final int MOST_TENSORS = 100_000;
  private static final int MOST_AXES = 32;
  private static final String METADATA = "__metadata__";

  /** One tensor; begin and end count from the first byte behind the header. */
  record Entry(String name, Dtype dtype, int[] shape, long begin, long end) {
    long length() {
      return end - begin;
    }
  }

  private final String file;
  private final long dataBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /**
   * Checks the first eight bytes.
   *
   * @param start the first bytes of the file, at least nine if it has them
   * @return the length of the header
   */
  static int length(String file, long size, ByteBuffer start) {
    if (size < 10) {
      throw new FormatException(
          file,
          "byte 0",
          "the file has " + size + " bytes; expected 10 or more. It may be cut off");
    }
    long length = start.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(0);
    boolean plausible = length >= 2 && length <= MOST_HEADER && length <= size - 8;
    if (!plausible || start.get(8) != '{') {
      String guess = FileKind.guess(start);
      if (!guess.isEmpty()) {
        throw new FormatException(file, "byte 0", "not a safetensors file: " + guess);
      }
    }
    if (length < 2 || length > MOST_HEADER) {
      throw new FormatException(
          file,
          "byte 0",
          "the header claims "
              + Long.toUnsignedString(length)
              + " bytes; expected 2 to "
              + MOST_HEADER
              + ". The file is damaged or no safetensors file");
    }
    if (length > size - 8) {
      throw new FormatException(
          file,
          "byte 0",
          "the header claims "
              + length
              + " bytes, but only "
              + (size - 8)
              + " follow. The file is cut off; download or save it again");
    }
    if (start.get(8) != '{') {
      throw new FormatException(
          file, "byte 8", "the header does not start with '{'; the file is no safetensors file");
    }
    return (int) length;
  }

  /** Parses and checks the header's bytes. */
  static SafetensorsHeader parse(String file, ByteBuffer header, long dataBytes) {
    SafetensorsHeader parsed = new SafetensorsHeader(file, dataBytes);
    try (StrictJson json = StrictJson.open(file, header)) {
      json.next();
      while (json.next() != JsonToken.END_OBJECT) {
        String name = json.text("a name");
        if (name.equals(METADATA)) {
          parsed.readMetadata(json);
        } else {
          parsed.readEntry(name, json);
        }
      }
      json.end();
    }
    parsed.checkLayout();
    return parsed;
  }

  /** Returns the tensors in the order of the header. */
  Map<String, Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void readMetadata(StrictJson json) {
    expect(json, json.next() == JsonToken.START_OBJECT, METADATA, "an object of strings");
    while (json.next() != JsonToken.END_OBJECT) {
      String key = json.text("a key");
      expect(json, json.next() == JsonToken.VALUE_STRING, METADATA + "." + key, "a string");
      metadata.put(key, json.text("a string"));
      limit(metadata.size(), "metadata entries");
    }
  }

  private void readEntry(String name, StrictJson json) {
    expect(json, json.next() == JsonToken.START_OBJECT, name, "an object");
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (json.next() != JsonToken.END_OBJECT) {
      String key = json.text("a key");
      json.next();
      switch (key) {
        case "dtype" -> dtype = json.text("a dtype such as \"F32\"");
        case "shape" -> shape = numbers(json, name, "shape", MOST_AXES);
        case "data_offsets" -> offsets = numbers(json, name, "data_offsets", 2);
        default ->
            throw error(name, "unknown field '" + key + "'; expected dtype, shape, data_offsets");
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      throw error(name, "a field is missing; expected dtype, shape and data_offsets");
    }
    entries.put(name, entry(name, dtype, shape, offsets));
    limit(entries.size(), "tensors");
  }

  private Entry entry(String name, String dtypeName, List<Long> shape, List<Long> offsets) {
    Dtype dtype = Dtype.named(dtypeName);
    if (dtype == null) {
      throw error(name, "unknown dtype '" + shorten(dtypeName) + "'; known: F32, F16, BF16, ...");
    }
    if (offsets.size() != 2) {
      throw error(name, "data_offsets has " + offsets.size() + " numbers; expected 2");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (begin > end || end > dataBytes) {
      throw error(
          name,
          "data_offsets are "
              + begin
              + " to "
              + end
              + ", but the file holds bytes 0 to "
              + dataBytes
              + " of data. It is damaged or cut off");
    }
    int[] dims = new int[shape.size()];
    long bytes = dtype.bytes();
    try {
      for (int i = 0; i < dims.length; i++) {
        dims[i] = Math.toIntExact(shape.get(i));
        bytes = Math.multiplyExact(bytes, dims[i]);
      }
    } catch (ArithmeticException e) {
      throw new FormatException(
          file, name, "the shape " + shape + " is too large to be counted", e);
    }
    if (bytes != end - begin) {
      throw error(
          name,
          dtype
              + " of shape "
              + shape
              + " takes "
              + bytes
              + " bytes, but data_offsets give it "
              + (end - begin));
    }
    return new Entry(name, dtype, dims, begin, end);
  }

  private List<Long> numbers(StrictJson json, String name, String field, int most) {
    String what = "whole numbers from 0 in '" + field + "' of '" + shorten(name) + "'";
    List<Long> numbers = new ArrayList<>();
    // The first token was read by the caller.
    for (JsonToken token = start(json, what); token != JsonToken.END_ARRAY; token = json.next()) {
      long number = json.integer(what);
      if (number < 0 || numbers.size() == most) {
        throw error(name, "found a negative number or more than " + most + "; expected " + what);
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static JsonToken start(StrictJson json, String what) {
    if (!json.kind().equals("a list")) {
      throw json.error("found " + json.kind() + ", expected a list of " + what);
    }
    return json.next();
  }

  private void checkLayout() {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    @Nullable Entry before = null;
    for (Entry entry : sorted) {
      if (entry.begin() < position && before != null) {
        throw error(
            entry.name(),
            "overlaps '"
                + shorten(before.name())
                + "': begins at "
                + entry.begin()
                + ", before that one ends at "
                + position);
      }
      if (entry.begin() > position) {
        throw error(
            entry.name(),
            "a hole of "
                + (entry.begin() - position)
                + " bytes lies before it, at data offset "
                + position
                + "; expected tensors without gaps");
      }
      position = entry.end();
      before = entry;
    }
    if (position != dataBytes) {
      throw new FormatException(
          file,
          "data offset " + position,
          (dataBytes - position) + " bytes follow the last tensor; expected the end of the file");
    }
  }

  private void limit(int count, String what) {
    if (count > MOST_TENSORS) {
      throw new FormatException(
          file, "header", "more than " + MOST_TENSORS + " " + what + "; the library refuses them");
    }
  }

  private void expect(StrictJson json, boolean condition, String place, String what) {
    if (!condition) {
      throw error(place, "found " + json.kind() + ", expected " + what);
    }
  }

  private FormatException error(String name, String problem) {
    return new FormatException(file, "'" + shorten(name) + "'", problem);
  }

  private static String shorten(String name) {
    return name.length() <= 200 ? name : name.substring(0, 200) + "...";
  }
}
