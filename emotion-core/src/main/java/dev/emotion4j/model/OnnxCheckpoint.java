package dev.emotion4j.model;

import dev.emotion4j.math.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a Hugging Face encoder that was exported to ONNX, under the checkpoint's own names
 * and in its own layout: {@code encoder.layer.0.attention.self.query.weight} is {@code [out, in]}
 * again, although the exporter transposed and renamed it. Immutable and safe for use by several
 * threads.
 *
 * <p>The file is read once into a direct buffer of its size (90 MB for MiniLM), in which the
 * matrices are transposed in place; the heap stays small. Needs no ONNX Runtime. Anonymous matrices
 * get their names back from the paths of the MatMul nodes that use them, such as {@code
 * /encoder/layer.0/attention/self/query/MatMul}.
 */
public final class OnnxCheckpoint {
  private final String source;
  private final String sha256;
  private final Map<String, Tensor> tensors;

  private OnnxCheckpoint(String source, String sha256, Map<String, Tensor> tensors) {
    this.source = source;
    this.sha256 = sha256;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it is no ONNX file, is quantized, or has matrices without names
   */
  public static OnnxCheckpoint of(Path file) throws IOException {
    Folders.refuse(file, "an ONNX file of weights");
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in, Files.size(file));
    }
  }

  /**
   * Reads a resource of the class path, inflating it once if its jar compressed it.
   *
   * @param source how the checkpoint is called in errors and provenance, for example a Maven
   *     coordinate
   */
  public static OnnxCheckpoint of(String source, URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return read(source, in, connection.getContentLengthLong());
    }
  }

  private static OnnxCheckpoint read(String source, InputStream in, long size) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer bytes = inflate(source, in, size, digest);
    return new OnnxCheckpoint(source, Sha256.hex(digest), new OnnxWeights(source, bytes).tensors());
  }

  private static ByteBuffer inflate(String source, InputStream in, long size, MessageDigest digest)
      throws IOException {
    if (size > Integer.MAX_VALUE) {
      throw new FormatException(
          source, "", "takes " + size + " bytes; an ONNX file has less than 2 GB");
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(size < 0 ? 1 << 20 : (int) size);
    byte[] piece = new byte[1 << 16];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      if (count > bytes.remaining()) {
        bytes = grow(source, bytes, count);
      }
      digest.update(piece, 0, count);
      bytes.put(piece, 0, count);
    }
    return bytes.flip();
  }

  private static ByteBuffer grow(String source, ByteBuffer bytes, int more) {
    long capacity = Math.max(2L * bytes.capacity(), (long) bytes.position() + more);
    if ((long) bytes.position() + more > Integer.MAX_VALUE) {
      throw new FormatException(source, "", "takes 2 GB or more; an ONNX file has less");
    }
    return ByteBuffer.allocateDirect((int) Math.min(capacity, Integer.MAX_VALUE)).put(bytes.flip());
  }

  /** Returns where the weights came from: a path or a Maven coordinate. */
  public String source() {
    return source;
  }

  /** Returns the SHA-256 of the file or inflated resource, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Returns the names of the weights, as in the original checkpoint. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * Returns a weight.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Tensor tensor(String name) {
    @Nullable Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no weight named '"
              + name
              + "' in "
              + source
              + "; found "
              + tensors.size()
              + ", the first are "
              + tensors.keySet().stream().limit(5).toList());
    }
    return tensor;
  }

  /** Returns all weights by name. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public String toString() {
    return "OnnxCheckpoint[" + source + ", " + tensors.size() + " weights]";
  }
}
