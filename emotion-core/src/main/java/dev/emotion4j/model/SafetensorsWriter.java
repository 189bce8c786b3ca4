package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Lays out and writes a safetensors file. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 64;

  private final List<Tensor> order = new ArrayList<>();
  private final byte[] header;

  SafetensorsWriter(Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<Tensor, String> firstNames = new IdentityHashMap<>();
    Map<String, String> strings = new TreeMap<>(metadata);
    Map<String, Tensor> stored = new TreeMap<>();
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> {
              check(name);
              String first = firstNames.putIfAbsent(tensor, name);
              if (first == null) {
                stored.put(name, tensor);
              } else if (strings.put(name, first) != null) {
                throw new IllegalArgumentException(
                    "'" + name + "' is a tied tensor and a metadata key; rename the key");
              }
            });
    this.header = header(stored, strings);
  }

  private static void check(String name) {
    if (name.isEmpty() || name.equals("__metadata__")) {
      throw new IllegalArgumentException("a tensor is named '" + name + "'; choose another name");
    }
  }

  private byte[] header(Map<String, Tensor> stored, Map<String, String> strings) {
    List<String> names = new ArrayList<>(stored.keySet());
    // Large elements first: then every tensor is aligned to its element without a hole.
    names.sort(
        Comparator.comparingInt((String name) -> -bytes(stored, name))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Object> json = new LinkedHashMap<>();
    if (!strings.isEmpty()) {
      json.put("__metadata__", strings);
    }
    long position = 0;
    for (String name : names) {
      Tensor tensor = Objects.requireNonNull(stored.get(name));
      long end = position + tensor.buffer().remaining();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", Dtype.of(tensor.type()).name());
      entry.put("shape", Arrays.stream(tensor.shape()).boxed().toList());
      entry.put("data_offsets", List.of(position, end));
      json.put(name, entry);
      order.add(tensor);
      position = end;
    }
    byte[] text = Json.writeLine(json).getBytes(StandardCharsets.UTF_8);
    int padding = Math.floorMod(-(8 + text.length), ALIGNMENT);
    byte[] padded = Arrays.copyOf(text, text.length + padding);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  private static int bytes(Map<String, Tensor> stored, String name) {
    return Objects.requireNonNull(stored.get(name)).type().bytes();
  }

  void write(Path file) throws IOException {
    AtomicFile.write(file, this::writeTo);
  }

  private void writeTo(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    write(channel, start.putLong(header.length).put(header).flip());
    for (Tensor tensor : order) {
      write(channel, tensor.buffer());
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
