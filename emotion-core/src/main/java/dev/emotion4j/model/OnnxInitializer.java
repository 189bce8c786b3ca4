package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A weight or constant of an ONNX file. Immutable and safe for use by several threads; the values
 * stay in the file's buffer until {@link #tensor} is called.
 */
public final class OnnxInitializer {
  private final String file;
  private final String name;
  private final int code;
  private final int[] shape;
  private final @Nullable ByteBuffer raw;
  private final int rawPosition;
  private final List<ByteBuffer> typed;
  private final @Nullable External external;

  /**
   * Where the values of an external weight are.
   *
   * @param location a path relative to the model's folder, checked: not absolute and without {@code
   *     ..}
   * @param offset where the values begin, in bytes
   * @param length how many bytes they take; -1 if the file does not say
   */
  public record External(String location, long offset, long length) {}

  OnnxInitializer(
      String file,
      String name,
      int code,
      int[] shape,
      @Nullable ByteBuffer raw,
      int rawPosition,
      List<ByteBuffer> typed,
      @Nullable External external) {
    this.file = file;
    this.name = name;
    this.code = code;
    this.shape = shape;
    this.raw = raw;
    this.rawPosition = rawPosition;
    this.typed = List.copyOf(typed);
    this.external = external;
  }

  /** Returns the name of the value. */
  public String name() {
    return name;
  }

  /** Returns the element type; empty for codes that this library does not know. */
  public Optional<OnnxType> type() {
    return OnnxType.ofCode(code);
  }

  /** Returns a copy of the dimensions. */
  public int[] shape() {
    return shape.clone();
  }

  /** Returns where the values are if they are outside the file. */
  public Optional<External> external() {
    return Optional.ofNullable(external);
  }

  /**
   * Returns the first byte of the {@code raw_data} in the file, to overwrite weights in place; -1
   * if the values are not stored like that.
   */
  public int rawPosition() {
    return raw == null ? -1 : rawPosition;
  }

  /** Returns the raw bytes, read-only; empty if the values are not stored like that. */
  public Optional<ByteBuffer> raw() {
    return raw == null
        ? Optional.empty()
        : Optional.of(raw.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * Returns the values: a view of the file's buffer where that is direct and aligned, else a copy;
   * FLOAT16 and BFLOAT16 widened to F32, INT32 to I64.
   *
   * @throws FormatException if the type is another one, or the values are outside the file
   */
  public Tensor tensor() {
    OnnxType type = type().orElseThrow(() -> error("has the unknown data type " + code));
    if (external != null) {
      throw error(
          "has its values in '" + external.location() + "'; supply them when a session is created");
    }
    Type ours =
        switch (type) {
          case FLOAT, FLOAT16, BFLOAT16 -> Type.F32;
          case INT64, INT32 -> Type.I64;
          case BOOL -> Type.BOOL;
          default ->
              throw error(
                  "has the type "
                      + type
                      + "; the library reads FLOAT, FLOAT16, BFLOAT16, INT64,"
                      + " INT32 and BOOL. Take a model that is not quantized");
        };
    ByteBuffer bytes = raw != null ? raw(type, raw) : OnnxTyped.read(type, ours, typed, this);
    if (bytes.remaining() != bytes(ours)) {
      throw error(
          "holds " + bytes.remaining() + " bytes of values; its shape takes " + bytes(ours));
    }
    return Tensor.wrap(ours, bytes, shape);
  }

  private static ByteBuffer raw(OnnxType type, ByteBuffer raw) {
    return switch (type) {
      case FLOAT16 -> Halves.widen(raw, true);
      case BFLOAT16 -> Halves.widen(raw, false);
      case INT32 -> widenIntegers(raw);
      case INT64 -> Halves.aligned(Type.I64, raw);
      case BOOL -> Halves.aligned(Type.BOOL, raw);
      default -> Halves.aligned(Type.F32, raw);
    };
  }

  private static ByteBuffer widenIntegers(ByteBuffer raw) {
    ByteBuffer source = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer target =
        ByteBuffer.allocateDirect(2 * source.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (source.hasRemaining()) {
      target.putLong(source.getInt());
    }
    return target.flip();
  }

  long elements() {
    long count = 1;
    for (int dim : shape) {
      count *= dim;
    }
    return count;
  }

  private long bytes(Type type) {
    return elements() * type.bytes();
  }

  FormatException error(String problem) {
    return new FormatException(file, "initializer '" + name + "'", problem);
  }

  @Override
  public String toString() {
    return name + " " + type().map(OnnxType::name).orElse("?") + java.util.Arrays.toString(shape);
  }
}
