package dev.emotion4j.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over one protobuf message: fields one after the other, every length checked against what
 * is left. Errors tell the byte in the file. Not thread-safe.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;
  private static final int MOST_NAME = 1 << 20;

  private final Budget budget;
  private final ByteBuffer bytes;
  private final int base;
  private final String what;
  private long seen;
  private int field;
  private int wire;

  /** What all messages of one file share: its name, and how many more small objects it may hold. */
  static final class Budget {
    private final String file;
    private int left;

    Budget(String file, int objects) {
      this.file = file;
      this.left = objects;
    }

    void take(int position) {
      if (--left < 0) {
        throw error(
            position, "the file holds more nodes, names and numbers than the library accepts");
      }
    }

    FormatException error(int position, String problem) {
      return new FormatException(file, "byte " + position, problem);
    }
  }

  private ProtoReader(Budget budget, ByteBuffer bytes, int base, String what) {
    this.budget = budget;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
    this.what = what;
  }

  /** Starts at the beginning of a file. */
  static ProtoReader of(Budget budget, ByteBuffer file, String what) {
    return new ProtoReader(budget, file.slice(), 0, what);
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    wire = (int) (key & 7);
    if (key <= 0 || key >>> 3 > 0x1FFF_FFFF || field == 0) {
      throw error("found the field number " + (key >>> 3) + " in " + what + "; expected 1 to 2^29");
    }
    if (wire == 3 || wire == 4 || wire > FIXED32) {
      throw error("found the wire type " + wire + " in " + what + "; the file is damaged");
    }
    return true;
  }

  int field() {
    return field;
  }

  /** Demands that the present field occurs once: of two, different readers would take different. */
  ProtoReader once() {
    if (field > 63) {
      throw new IllegalStateException("only known fields, which have low numbers, are checked");
    }
    long bit = 1L << field;
    if ((seen & bit) != 0) {
      throw error("field " + field + " of " + what + " stands twice; expected it once");
    }
    seen |= bit;
    return this;
  }

  int position() {
    return base + bytes.position();
  }

  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      default -> advance(4);
    }
  }

  long integer() {
    expect(VARINT);
    return varint();
  }

  float float32() {
    expect(FIXED32);
    need(4);
    return bytes.getFloat();
  }

  /** Returns whether a packed list goes on. */
  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Returns the next number of a packed list. */
  long packedInteger() {
    return varint();
  }

  boolean isPacked() {
    return wire == BYTES;
  }

  /** Returns the bytes of the present field, which stay in the file. */
  ByteBuffer slice() {
    expect(BYTES);
    return take(length());
  }

  /** Returns the four bytes of a float that is not packed, which stay in the file. */
  ByteBuffer fixed32() {
    expect(FIXED32);
    need(4);
    return take(4);
  }

  private ByteBuffer take(int length) {
    ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    advance(length);
    return slice;
  }

  ProtoReader message(String name) {
    expect(BYTES);
    budget.take(position());
    int length = length();
    int start = bytes.position();
    ByteBuffer slice = bytes.slice(start, length);
    advance(length);
    return new ProtoReader(budget, slice, base + start, name);
  }

  String string() {
    expect(BYTES);
    budget.take(position());
    int length = length();
    if (length > MOST_NAME) {
      throw error("a string of " + length + " bytes in " + what + "; the limit is " + MOST_NAME);
    }
    ByteBuffer slice = bytes.slice(bytes.position(), length);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(slice)
              .toString();
      advance(length);
      return text;
    } catch (CharacterCodingException e) {
      throw error("a string of " + what + " is not UTF-8; the file is damaged");
    }
  }

  /** Counts one more small object against the file's budget. */
  void take() {
    budget.take(position());
  }

  FormatException error(String problem) {
    return budget.error(position(), problem);
  }

  private int length() {
    int at = position();
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw budget.error(
          at,
          "a field of "
              + what
              + " claims "
              + Long.toUnsignedString(length)
              + " bytes, but "
              + bytes.remaining()
              + " are left. The file is cut off or damaged");
    }
    return (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw error("a number of more than ten bytes in " + what + "; the file is damaged");
  }

  private void expect(int expected) {
    if (wire != expected) {
      throw error(
          "field "
              + field
              + " of "
              + what
              + " has the wire type "
              + wire
              + "; expected "
              + expected);
    }
  }

  private void need(int count) {
    if (bytes.remaining() < count) {
      throw error(what + " ends too early; the file is cut off or damaged");
    }
  }

  private void advance(int count) {
    need(count);
    bytes.position(bytes.position() + count);
  }
}
