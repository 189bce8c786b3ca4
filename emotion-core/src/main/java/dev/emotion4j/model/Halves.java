package dev.emotion4j.model;

import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Widens 16-bit floating point numbers and aligns buffers. */
final class Halves {
  private Halves() {}

  /** Returns the bytes of a tensor: the buffer itself where nothing needs doing, else a copy. */
  static ByteBuffer read(Dtype dtype, Type type, ByteBuffer data) {
    return switch (dtype) {
      case F16 -> widen(data, true);
      case BF16 -> widen(data, false);
      default -> aligned(type, data);
    };
  }

  /** Returns the buffer, or a copy of it if it is on the heap or begins at an odd address. */
  static ByteBuffer aligned(Type type, ByteBuffer data) {
    if (data.isDirect() && data.alignmentOffset(data.position(), type.bytes()) == 0) {
      return data.duplicate();
    }
    return ByteBuffer.allocateDirect(data.remaining()).put(data.duplicate()).flip();
  }

  static ByteBuffer widen(ByteBuffer data, boolean ieee) {
    ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer target =
        ByteBuffer.allocateDirect(2 * source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (source.hasRemaining()) {
      short bits = source.getShort();
      target.putInt(ieee ? half(bits) : bits << 16);
    }
    return target.flip();
  }

  /** Returns the bits of the float that equals a half (IEEE 754 binary16), exactly. */
  private static int half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0x1F) {
      return sign | 0x7F80_0000 | fraction << 13;
    }
    if (exponent == 0) {
      return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
    }
    return sign | exponent + 112 << 23 | fraction << 13;
  }
}
