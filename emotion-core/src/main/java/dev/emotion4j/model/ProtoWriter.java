package dev.emotion4j.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message under construction: small fields are collected on the heap, large byte fields
 * are kept by reference until they are written. Not thread-safe.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int COPY_BELOW = 256;

  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
  private long size;

  /** Returns the number of bytes so far. */
  long size() {
    return size;
  }

  void integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  void float32(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      put(bits >>> shift);
    }
  }

  void string(int field, String value) {
    bytes(field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** Appends the remaining bytes of a buffer, which must not change until this is written. */
  void bytes(int field, ByteBuffer value) {
    tag(field, BYTES);
    varint(value.remaining());
    append(value);
  }

  void message(int field, ProtoWriter message) {
    tag(field, BYTES);
    varint(message.size);
    message.flush();
    message.chunks.forEach(this::append);
  }

  private void append(ByteBuffer value) {
    if (value.remaining() < COPY_BELOW) {
      ByteBuffer copy = value.duplicate();
      while (copy.hasRemaining()) {
        put(copy.get());
      }
      return;
    }
    flush();
    chunks.add(value.duplicate());
    size += value.remaining();
  }

  private void tag(int field, int wire) {
    varint((long) field << 3 | wire);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    put((int) rest);
  }

  private void put(int octet) {
    tail.write(octet);
    size++;
  }

  private void flush() {
    if (tail.size() > 0) {
      chunks.add(ByteBuffer.wrap(tail.toByteArray()));
      tail.reset();
    }
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    flush();
    for (ByteBuffer chunk : chunks) {
      ByteBuffer rest = chunk.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }
  }

  /** Copies everything into a buffer, which must have room for {@link #size()} bytes. */
  void writeTo(ByteBuffer target) {
    flush();
    for (ByteBuffer chunk : chunks) {
      target.put(chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }
  }
}
