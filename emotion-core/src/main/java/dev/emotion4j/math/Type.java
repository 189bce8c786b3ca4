package dev.emotion4j.math;

/** What the elements of a value are. */
public enum Type {
  /** 32-bit IEEE 754 floating point, little-endian. */
  F32(4),
  /** 64-bit signed integer, little-endian: ids, lengths and class indices. */
  I64(8),
  /** One byte per element, 0 or 1: masks. */
  BOOL(1);

  private final int bytes;

  Type(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
