package dev.emotion4j.model;

import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Values that stand in {@code float_data}, {@code int32_data} or {@code int64_data}. */
final class OnnxTyped {
  private OnnxTyped() {}

  /** Copies the values, each part of which is packed, to one buffer of our type. */
  static ByteBuffer read(
      OnnxType type, Type ours, List<ByteBuffer> parts, OnnxInitializer initializer) {
    // One element takes at least one byte of the file, so this is bounded by the file's size.
    long stored = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    long elements = initializer.elements();
    if (elements > stored || elements * ours.bytes() > Integer.MAX_VALUE) {
      throw initializer.error(
          "holds " + stored + " bytes of values for " + elements + " elements; it is incomplete");
    }
    ByteBuffer target =
        ByteBuffer.allocateDirect((int) elements * ours.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (ByteBuffer part : parts) {
      ByteBuffer source = part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      while (source.hasRemaining()) {
        if (!target.hasRemaining()) {
          throw initializer.error("holds more values than its " + elements + " elements");
        }
        append(type, source, target, initializer);
      }
    }
    if (target.hasRemaining()) {
      throw initializer.error("holds fewer values than its " + elements + " elements");
    }
    return target.flip();
  }

  private static void append(
      OnnxType type, ByteBuffer source, ByteBuffer target, OnnxInitializer initializer) {
    if (type == OnnxType.FLOAT) {
      if (source.remaining() < 4) {
        throw initializer.error("has float_data that ends within a number");
      }
      target.putInt(source.getInt());
      return;
    }
    long value = varint(source, initializer);
    switch (type) {
      case BOOL -> target.put((byte) (value == 0 ? 0 : 1));
      case FLOAT16, BFLOAT16 -> {
        ByteBuffer half = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        half.putShort(0, (short) value);
        target.put(Halves.widen(half, type == OnnxType.FLOAT16));
      }
      default -> target.putLong(value);
    }
  }

  private static long varint(ByteBuffer source, OnnxInitializer initializer) {
    long value = 0;
    for (int shift = 0; shift < 64 && source.hasRemaining(); shift += 7) {
      byte next = source.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw initializer.error("has values that end within a number");
  }
}
