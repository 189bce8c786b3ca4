package dev.emotion4j.model;

import dev.emotion4j.math.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The element types of safetensors files; which of them become tensors, and how. */
enum Dtype {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1),
  C64(8),
  F8_E5M2(1),
  F8_E4M3(1),
  F8_E8M0(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  static @Nullable Dtype named(String name) {
    for (Dtype dtype : values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    return null;
  }

  static Dtype of(Type type) {
    return switch (type) {
      case F32 -> F32;
      case I64 -> I64;
      case BOOL -> BOOL;
    };
  }

  /** Returns what a tensor of this becomes in memory; empty if the library does not read it. */
  Optional<Type> type() {
    return switch (this) {
      case F32, F16, BF16 -> Optional.of(Type.F32);
      case I64 -> Optional.of(Type.I64);
      case BOOL -> Optional.of(Type.BOOL);
      default -> Optional.empty();
    };
  }
}
