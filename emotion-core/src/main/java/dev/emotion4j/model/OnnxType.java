package dev.emotion4j.model;

import dev.emotion4j.math.Type;
import java.util.Optional;

/** What the elements of an ONNX tensor are ({@code TensorProto.DataType}). */
public enum OnnxType {
  /** 32-bit floating point, our {@link Type#F32}. */
  FLOAT(1, 4),
  /** Unsigned bytes. */
  UINT8(2, 1),
  /** Signed bytes. */
  INT8(3, 1),
  /** Unsigned 16-bit integers. */
  UINT16(4, 2),
  /** Signed 16-bit integers. */
  INT16(5, 2),
  /** Signed 32-bit integers. */
  INT32(6, 4),
  /** Signed 64-bit integers, our {@link Type#I64}. */
  INT64(7, 8),
  /** Strings; they have no fixed size. */
  STRING(8, 0),
  /** One byte per element, 0 or 1, our {@link Type#BOOL}. */
  BOOL(9, 1),
  /** 16-bit IEEE 754 floating point. */
  FLOAT16(10, 2),
  /** 64-bit floating point. */
  DOUBLE(11, 8),
  /** Unsigned 32-bit integers. */
  UINT32(12, 4),
  /** Unsigned 64-bit integers. */
  UINT64(13, 8),
  /** The upper half of a 32-bit float. */
  BFLOAT16(16, 2);

  private final int code;
  private final int bytes;

  OnnxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Returns the type that stands for one of ours. */
  public static OnnxType of(Type type) {
    return switch (type) {
      case F32 -> FLOAT;
      case I64 -> INT64;
      case BOOL -> BOOL;
    };
  }

  /** Returns the type of a code in a file; empty for codes that this library does not know. */
  public static Optional<OnnxType> ofCode(long code) {
    for (OnnxType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns our type of the same layout; empty for FLOAT16, INT32 and other foreign ones. */
  public Optional<Type> type() {
    return switch (this) {
      case FLOAT -> Optional.of(Type.F32);
      case INT64 -> Optional.of(Type.I64);
      case BOOL -> Optional.of(Type.BOOL);
      default -> Optional.empty();
    };
  }

  /** Returns the number that stands for this type in a file. */
  public int code() {
    return code;
  }

  /** Returns the number of bytes of one element; 0 for STRING. */
  public int bytes() {
    return bytes;
  }
}
