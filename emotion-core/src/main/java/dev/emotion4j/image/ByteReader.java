package dev.emotion4j.image;

import java.nio.charset.StandardCharsets;

/**
 * Bounded reading of numbers from a part of a file. Everything outside the part is an error of the
 * file, never an exception of the array.
 */
final class ByteReader {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final boolean little;

  ByteReader(byte[] bytes, int start, int end, boolean little) {
    this.bytes = bytes;
    this.start = start;
    this.end = Math.min(end, bytes.length);
    this.little = little;
  }

  int size() {
    return end - start;
  }

  int u8(long at) {
    return bytes[index(at, 1)] & 255;
  }

  int u16(long at) {
    int i = index(at, 2);
    int a = bytes[i] & 255;
    int b = bytes[i + 1] & 255;
    return little ? b << 8 | a : a << 8 | b;
  }

  long u32(long at) {
    long first = u16(at);
    long second = u16(at + 2);
    return little ? second << 16 | first : first << 16 | second;
  }

  boolean has(long at, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    if (at < 0 || at + wanted.length > size()) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[start + (int) at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private int index(long at, int length) {
    if (at < 0 || at + length > size()) {
      throw new PictureException(
          "the picture ends at byte "
              + end
              + " in the middle of its header; expected a whole file. It may be cut off");
    }
    return start + (int) at;
  }
}
