package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a safetensors file or of a sharded checkpoint, memory-mapped: opening reads the
 * header only, and weights cost no heap. Immutable and safe for use by several threads.
 *
 * <p>F32, I64 and BOOL tensors are views of the read-only mapping (native code must not write to
 * them); F16 and BF16 are widened to F32 into a new direct buffer at every call of {@link #tensor};
 * other types are refused by name when they are asked for. The file must not be truncated or
 * overwritten in place while tensors are in use; replacing it, as {@link #write} does, is harmless.
 *
 * <p>Every rule of the format is checked before anything is allocated: header of at most 100 MB and
 * 100,000 tensors, no overlap, no hole, no trailing bytes, no key twice, sizes that fit. A file
 * that breaks one gives a {@link FormatException}. Format: <a
 * href="https://huggingface.co/docs/safetensors">huggingface.co/docs/safetensors</a>.
 */
public final class Safetensors {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String SINGLE = "model.safetensors";

  private final Map<String, Stored> tensors;
  private final Map<String, String> metadata;

  /** A tensor of a file; without data if it takes more than 2 GB. */
  record Stored(String file, SafetensorsHeader.Entry entry, @Nullable ByteBuffer data) {}

  Safetensors(Map<String, Stored> tensors, Map<String, String> metadata) {
    this.tensors = Collections.unmodifiableMap(tensors);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Opens a file, or a directory with {@code model.safetensors} or with {@code
   * model.safetensors.index.json} and its shards. Of a sharded checkpoint the tensors that the
   * index lists are there.
   *
   * @throws FormatException if a rule of the format is broken, or the directory has neither file
   */
  public static Safetensors of(Path fileOrDirectory) throws IOException {
    if (!Files.isDirectory(fileOrDirectory)) {
      return SafetensorsFile.map(fileOrDirectory);
    }
    if (Files.exists(fileOrDirectory.resolve(INDEX))) {
      return SafetensorsFile.sharded(fileOrDirectory, fileOrDirectory.resolve(INDEX));
    }
    Path single = fileOrDirectory.resolve(SINGLE);
    if (!Files.exists(single)) {
      throw new FormatException(
          fileOrDirectory.toString(),
          "",
          "found neither "
              + SINGLE
              + " nor "
              + INDEX
              + ". Pickle files (pytorch_model.bin) are"
              + " never read; convert them to safetensors in Python");
    }
    return SafetensorsFile.map(single);
  }

  /**
   * Reads the remaining bytes of a buffer, for example a resource of the class path. A direct
   * buffer is not copied and must not change; a heap buffer is copied.
   *
   * @param name what errors call the file
   */
  public static Safetensors parse(String name, ByteBuffer bytes) {
    return SafetensorsFile.parse(name, bytes);
  }

  /**
   * Creates or replaces a file atomically: a process killed at any time leaves the old file or the
   * new one. Tensors stand sorted by element size and name, aligned to 64 bytes at the start. A
   * tensor object given under several names (tied weights) is stored once, under its first name;
   * the others stand in the metadata as {@code other -> first}, as Hugging Face writes them, and
   * {@link #of} gives them back. Equal content gives equal bytes.
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    new SafetensorsWriter(tensors, metadata).write(file);
  }

  /** Writes with the metadata {@code format = pt}, which the transformers library wants. */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, Map.of("format", "pt"));
  }

  /** Returns the names of the tensors, in the order of the file. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Returns the strings that the file carries beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns the type in the file, for example {@code BF16}.
   *
   * @throws IllegalArgumentException if there is no such tensor
   */
  public String dtype(String name) {
    return stored(name).entry().dtype().name();
  }

  /**
   * Returns the dimensions of a tensor without reading it.
   *
   * @throws IllegalArgumentException if there is no such tensor
   */
  public int[] shape(String name) {
    return stored(name).entry().shape().clone();
  }

  /**
   * Returns a tensor.
   *
   * @throws IllegalArgumentException if there is none of this name
   * @throws FormatException if its type is not F32, F16, BF16, I64 or BOOL, or it takes more than 2
   *     GB
   */
  public Tensor tensor(String name) {
    Stored stored = stored(name);
    SafetensorsHeader.Entry entry = stored.entry();
    ByteBuffer data = stored.data();
    String place = "'" + name + "'";
    Type type =
        entry
            .dtype()
            .type()
            .orElseThrow(
                () ->
                    new FormatException(
                        stored.file(),
                        place,
                        "has the dtype "
                            + entry.dtype()
                            + "; the library reads F32, F16, BF16, I64 and BOOL. Convert it"));
    int widening = type.bytes() / entry.dtype().bytes();
    if (data == null || entry.length() * widening > Integer.MAX_VALUE) {
      throw new FormatException(
          stored.file(),
          place,
          "takes " + entry.length() * widening + " bytes; a tensor has at most 2 GB here");
    }
    return Tensor.wrap(type, Halves.read(entry.dtype(), type, data), entry.shape());
  }

  /** Returns every tensor, in the order of the file; see {@link #tensor}. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    names().forEach(name -> all.put(name, tensor(name)));
    return Collections.unmodifiableMap(all);
  }

  Map<String, Stored> stored() {
    return tensors;
  }

  private Stored stored(String name) {
    Stored stored = tensors.get(name);
    if (stored == null) {
      String some = tensors.keySet().stream().limit(5).toList().toString();
      throw new IllegalArgumentException(
          "no tensor named '" + name + "'; found " + tensors.size() + ", the first are " + some);
    }
    return stored;
  }

  @Override
  public String toString() {
    return "Safetensors[" + tensors.size() + " tensors]";
  }
}
