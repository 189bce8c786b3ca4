package dev.emotion4j.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code TensorProto} and the lists of attributes. Notes every tensor that lies outside. */
final class OnnxTensors {
  private static final int AXES = 32;

  private final String file;
  private final List<OnnxInitializer.External> externals;

  OnnxTensors(String file, List<OnnxInitializer.External> externals) {
    this.file = file;
    this.externals = externals;
  }

  OnnxInitializer read(ProtoReader in) {
    String name = "";
    long code = 0;
    boolean outside = false;
    List<Object> dims = new ArrayList<>();
    List<ByteBuffer> typed = new ArrayList<>(0);
    Map<String, String> entries = new HashMap<>(0);
    ByteBuffer raw = null;
    int rawPosition = -1;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> integers(in, dims);
        case 2 -> code = in.once().integer();
        case 4, 5, 7 -> typed.add(part(in));
        case 8 -> name = in.once().string();
        case 9 -> {
          raw = in.once().slice();
          rawPosition = in.position() - raw.remaining();
        }
        case 13 -> entry(in.message("external data"), entries);
        case 14 -> outside = in.once().integer() != 0;
        default -> in.skip();
      }
    }
    int[] shape = shape(in, dims);
    OnnxInitializer.External external = null;
    if (outside || !entries.isEmpty()) {
      external = external(in, entries);
      externals.add(external);
    }
    int type = code > 0 && code < 1000 ? (int) code : 0;
    checkRaw(in, name, type, shape, raw, external);
    return new OnnxInitializer(file, name, type, shape, raw, rawPosition, typed, external);
  }

  /** Returns a tensor attribute as a tensor if its type is one of ours. */
  Object constant(ProtoReader in) {
    OnnxInitializer tensor = read(in);
    boolean ours = tensor.type().flatMap(OnnxType::type).isPresent();
    return ours && tensor.external().isEmpty() ? tensor.tensor() : new OnnxAttribute.Unread(4);
  }

  private static void checkRaw(
      ProtoReader in,
      String name,
      int type,
      int[] shape,
      @Nullable ByteBuffer raw,
      OnnxInitializer.@Nullable External external) {
    int bytes = OnnxType.ofCode(type).map(OnnxType::bytes).orElse(0);
    if (raw == null || bytes == 0 || external != null) {
      return;
    }
    long expected = bytes;
    for (int dim : shape) {
      expected *= dim;
    }
    if (raw.remaining() != expected) {
      throw in.error(
          "the tensor '"
              + name
              + "' holds "
              + raw.remaining()
              + " bytes; its shape takes "
              + expected);
    }
  }

  // An unpacked number stands alone; packed ones come as one part.
  private static ByteBuffer part(ProtoReader in) {
    in.take();
    if (in.isPacked()) {
      return in.slice();
    }
    if (in.field() == 4) {
      return in.fixed32();
    }
    long value = in.integer();
    ByteBuffer varint = ByteBuffer.allocate(10);
    while ((value & ~0x7FL) != 0) {
      varint.put((byte) (value & 0x7F | 0x80));
      value >>>= 7;
    }
    return varint.put((byte) value).flip();
  }

  private static int[] shape(ProtoReader in, List<Object> dims) {
    if (dims.size() > AXES) {
      throw in.error("a tensor of more than " + AXES + " dimensions; the library refuses it");
    }
    int[] shape = new int[dims.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      long dim = (Long) dims.get(i);
      // Within these limits eight bytes per element cannot overflow a long.
      if (dim < 0 || dim > Integer.MAX_VALUE || dim > 0 && elements > (1L << 40) / dim) {
        throw in.error(
            "a tensor of shape " + dims + "; expected dimensions from 0 and below 2^40 elements");
      }
      elements *= dim;
      shape[i] = (int) dim;
    }
    return shape;
  }

  private static void entry(ProtoReader in, Map<String, String> target) {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.once().string();
        case 2 -> value = in.once().string();
        default -> in.skip();
      }
    }
    if (target.put(key, value) != null) {
      throw in.error("the key '" + key + "' of external data stands twice; expected it once");
    }
  }

  private static OnnxInitializer.External external(ProtoReader in, Map<String, String> entries) {
    String location = entries.getOrDefault("location", "");
    boolean climbs = List.of(location.split("[/\\\\]", -1)).contains("..");
    boolean absolute =
        location.startsWith("/")
            || location.startsWith("\\")
            || location.matches("(?s)[A-Za-z]:.*");
    if (location.isBlank() || climbs || absolute || location.indexOf('\0') >= 0) {
      throw in.error(
          "external data at '"
              + location
              + "'; expected a path inside the model's folder, not"
              + " absolute and without '..'");
    }
    long offset = number(in, entries.getOrDefault("offset", "0"));
    long length = entries.containsKey("length") ? number(in, entries.get("length")) : -1;
    return new OnnxInitializer.External(location, offset, length);
  }

  private static long number(ProtoReader in, @Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,18}")) {
      throw in.error("external data with an offset or length that is no number; it is damaged");
    }
    return Long.parseLong(text);
  }

  /** Appends integers, packed or not. */
  static void integers(ProtoReader in, List<Object> target) {
    if (!in.isPacked()) {
      in.take();
      target.add(in.integer());
      return;
    }
    ProtoReader packed = in.message("a list of integers");
    while (packed.hasMore()) {
      packed.take();
      target.add(packed.packedInteger());
    }
  }

  /** Appends floats, packed or not. */
  static void floats(ProtoReader in, List<Object> target) {
    if (!in.isPacked()) {
      in.take();
      target.add(in.float32());
      return;
    }
    ByteBuffer packed = in.slice();
    if (packed.remaining() % 4 != 0) {
      throw in.error("a list of floats that ends within a number; the file is damaged");
    }
    while (packed.hasRemaining()) {
      in.take();
      target.add(packed.getFloat());
    }
  }

  /** Returns a byte string as text; bytes that are not UTF-8 become replacement characters. */
  static String text(ProtoReader in) {
    in.take();
    ByteBuffer bytes = in.slice();
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return new String(array, java.nio.charset.StandardCharsets.UTF_8);
  }
}
