package dev.emotion4j.model;

import dev.emotion4j.math.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An index of an ONNX file: nodes, weights, inputs, outputs and what the model says of itself.
 * Weights stay in the memory-mapped file. Immutable and safe for use by several threads; no
 * protobuf library, no native code. The same care applies to the file as for {@link Safetensors}.
 *
 * <p>Bytes that are no valid ONNX give a {@link FormatException} with the position; so do weights
 * outside the file whose path is absolute or contains {@code ..}. Files of 2 GB and more are
 * refused, because protobuf knows none. Opening 90 MB takes a few milliseconds.
 */
public final class OnnxFile {
  private final OnnxParser parsed;
  private final Optional<Path> folder;

  /**
   * An input or output of the graph.
   *
   * @param name its name
   * @param type its element type; empty for values that are no tensors, or of an unknown type
   * @param shape its dimensions, symbols where the file has names; empty if the rank is unknown
   */
  public record Value(String name, Optional<OnnxType> type, Optional<Shape> shape) {}

  private OnnxFile(OnnxParser parsed, Optional<Path> folder) {
    this.parsed = parsed;
    this.folder = folder;
  }

  /** Maps and indexes a file. */
  public static OnnxFile of(Path file) throws IOException {
    Folders.refuse(file, "an ONNX file");
    String name = String.valueOf(file.getFileName());
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new FormatException(
            name, "", "the file has " + channel.size() + " bytes; an ONNX file has less than 2 GB");
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new OnnxFile(
          OnnxParser.parse(name, bytes), Optional.ofNullable(file.toAbsolutePath().getParent()));
    }
  }

  /**
   * Indexes the remaining bytes of a buffer, which must not change.
   *
   * @param name what errors call the file
   */
  public static OnnxFile parse(String name, ByteBuffer bytes) {
    return new OnnxFile(OnnxParser.parse(name, bytes), Optional.empty());
  }

  /** Returns the version of the intermediate representation. */
  public long irVersion() {
    return parsed.irVersion;
  }

  /** Returns who made the model; may be empty. */
  public String producer() {
    return parsed.producer;
  }

  /** Returns the versions of the operator sets by domain; the standard domain is empty. */
  public Map<String, Long> opsets() {
    return parsed.opsets;
  }

  /** Returns {@code metadata_props}. */
  public Map<String, String> metadata() {
    return parsed.metadata;
  }

  /** Returns the name of the graph; may be empty. */
  public String graphName() {
    return parsed.graphName;
  }

  /** Returns the nodes of the main graph, in the order of the file. */
  public List<OnnxNode> nodes() {
    return parsed.nodes;
  }

  /** Returns the weights and constants of the main graph by name. */
  public Map<String, OnnxInitializer> initializers() {
    return parsed.initializers;
  }

  /** Returns the inputs of the graph by name; old files list the weights here too. */
  public Map<String, Value> inputs() {
    return parsed.inputs;
  }

  /** Returns the outputs of the graph by name. */
  public Map<String, Value> outputs() {
    return parsed.outputs;
  }

  /**
   * Returns what lies outside the file: of the main graph, of sub-graphs, of attributes and of
   * functions.
   */
  public List<OnnxInitializer.External> externals() {
    return parsed.externals;
  }

  /**
   * Checks the files that hold weights, to be called before a native runtime opens the model.
   *
   * @return the files, absolute
   * @throws FormatException if one is missing, is or goes through a symbolic link, or is too short
   * @throws IllegalStateException if this was parsed from bytes, which have no folder
   */
  public Set<Path> externalFiles() throws IOException {
    Path root =
        folder.orElseThrow(
            () ->
                new IllegalStateException(
                    "the model was read from bytes, which have no folder; use OnnxFile.of(path)"));
    Set<Path> files = new LinkedHashSet<>();
    for (OnnxInitializer.External external : externals()) {
      Path path = root;
      for (Path part : Path.of(external.location())) {
        path = path.resolve(part);
        if (Files.isSymbolicLink(path)) {
          throw outside(external, "goes through a symbolic link; copy the file itself there");
        }
      }
      if (!Files.isRegularFile(path)) {
        throw outside(external, "is no file; put it beside the model");
      }
      long most = Files.size(path) - Math.max(0, external.length());
      if (external.offset() > most) {
        throw outside(external, "has " + Files.size(path) + " bytes, too few; it may be cut off");
      }
      files.add(path);
    }
    return files;
  }

  private FormatException outside(OnnxInitializer.External external, String problem) {
    return new FormatException(
        parsed.file, "external data", "'" + external.location() + "' " + problem);
  }

  @Override
  public String toString() {
    return "OnnxFile[" + parsed.file + ", " + nodes().size() + " nodes]";
  }
}
