package dev.emotion4j.model;

import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds an ONNX model: nodes, weights, inputs and outputs go in, the bytes of a {@code .onnx} file
 * come out. No protobuf library and no native code. Not thread-safe.
 *
 * <p>Weights are either inline ({@link #initializer}, kept by reference and never copied to the
 * heap by {@link #write}) or only declared ({@link #external}); declared ones are supplied when a
 * session is created (ONNX Runtime: {@code SessionOptions.addExternalInitializers}), and {@link
 * #inlined} turns the same model into a single file. Constants that shape inference needs (targets
 * of Reshape, axes ...) should be inline.
 *
 * <p>Defaults: opset 17 of the standard domain, intermediate representation 8 (ONNX Runtime 1.14
 * and later). Values must be defined before they are used, and only once; {@link #write} and {@link
 * #bytes} check this.
 *
 * <pre>{@code
 * byte[] model = OnnxWriter.graph("head")
 *     .input("x", new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(384))))
 *     .initializer("weight", weight)
 *     .node("MatMul", List.of("x", "weight"), List.of("logits"))
 *     .output("logits", new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(7))))
 *     .bytes();
 * }</pre>
 */
public final class OnnxWriter {
  /** Where {@link #external(String, Spec)} says that the weights are. */
  public static final String WEIGHTS = "weights.bin";

  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private final String name;
  private final Map<String, Long> opsets = new LinkedHashMap<>(Map.of("", 17L));
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, OnnxProtos.Value> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxProtos.Value> outputs = new LinkedHashMap<>();
  private final Map<String, OnnxProtos.Weight> weights = new LinkedHashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private long irVersion = 8;
  private String producer = "emotion4j";
  private String producerVersion = "";
  private long externalBytes;

  private OnnxWriter(String name) {
    this.name = name;
  }

  /** Starts an empty graph. */
  public static OnnxWriter graph(String name) {
    return new OnnxWriter(name);
  }

  /** Sets the version of the intermediate representation. */
  public OnnxWriter irVersion(long version) {
    irVersion = version;
    return this;
  }

  /** Sets the version of the standard operator set. */
  public OnnxWriter opset(long version) {
    return opset("", version);
  }

  /** Imports an operator set, for example {@code com.microsoft}. */
  public OnnxWriter opset(String domain, long version) {
    opsets.put(domain, version);
    return this;
  }

  /** Says who made the model. */
  public OnnxWriter producer(String producerName, String version) {
    producer = producerName;
    producerVersion = version;
    return this;
  }

  /** Adds an entry of {@code metadata_props}. */
  public OnnxWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Declares an input of the graph; symbolic dimensions keep their names. */
  public OnnxWriter input(String value, Spec spec) {
    add(inputs, value, new OnnxProtos.Value(OnnxType.of(spec.type()), spec.shape()));
    return this;
  }

  /** Declares an output of the graph; symbolic dimensions keep their names. */
  public OnnxWriter output(String value, Spec spec) {
    add(outputs, value, new OnnxProtos.Value(OnnxType.of(spec.type()), spec.shape()));
    return this;
  }

  /** Appends a node of the standard operator set. */
  public OnnxWriter node(
      String opType, List<String> from, List<String> to, OnnxAttribute... attributes) {
    return node(OnnxNode.of(opType, from, to, attributes));
  }

  /** Appends a node. */
  public OnnxWriter node(OnnxNode node) {
    nodes.add(node);
    return this;
  }

  /** Adds a weight or constant by value. Its buffer must not change until the model is written. */
  public OnnxWriter initializer(String weight, Tensor value) {
    add(weights, weight, OnnxProtos.Weight.inline(value));
    return this;
  }

  /**
   * Declares a weight whose values are supplied when a session is created, in the file {@link
   * #WEIGHTS} behind the ones declared before.
   */
  public OnnxWriter external(String weight, Spec spec) {
    long length = bytesOf(weight, spec);
    external(weight, spec, WEIGHTS, externalBytes, length);
    externalBytes += length;
    return this;
  }

  /**
   * Declares a weight whose values are elsewhere.
   *
   * @param location a file name, relative to the folder of the model
   * @param offset where the values begin, in bytes
   * @param length how many bytes they take
   */
  public OnnxWriter external(String weight, Spec spec, String location, long offset, long length) {
    if (length != bytesOf(weight, spec) || offset < 0 || location.isEmpty()) {
      throw new IllegalArgumentException(
          "weight '"
              + weight
              + "' of "
              + spec
              + " at offset "
              + offset
              + " with "
              + length
              + " bytes in '"
              + location
              + "'; expected an offset from 0, "
              + bytesOf(weight, spec)
              + " bytes and a file name");
    }
    add(weights, weight, OnnxProtos.Weight.external(spec, location, offset, length));
    return this;
  }

  /**
   * Returns a copy of this builder in which every declared weight is inline.
   *
   * @throws IllegalArgumentException if a declared weight is missing or of another type or shape
   */
  public OnnxWriter inlined(Map<String, Tensor> values) {
    OnnxWriter copy = new OnnxWriter(name).irVersion(irVersion).producer(producer, producerVersion);
    copy.opsets.putAll(opsets);
    copy.metadata.putAll(metadata);
    copy.inputs.putAll(inputs);
    copy.outputs.putAll(outputs);
    copy.nodes.addAll(nodes);
    weights.forEach((key, weight) -> copy.weights.put(key, weight.inlined(key, values.get(key))));
    return copy;
  }

  /** Returns the names and the specs of the weights that are declared and not inline, in order. */
  public Map<String, Spec> externals() {
    Map<String, Spec> declared = new LinkedHashMap<>();
    weights.forEach(
        (key, weight) -> {
          if (weight.value() == null) {
            declared.put(key, weight.spec());
          }
        });
    return declared;
  }

  /**
   * Returns the model, in a new array; for models with weights outside, or small ones.
   *
   * @throws IllegalStateException if a value is used before it is defined, or defined twice, or the
   *     model takes 2 GB or more (declare weights as external then)
   */
  public byte[] bytes() {
    ProtoWriter model = model();
    byte[] bytes = new byte[(int) model.size()];
    model.writeTo(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Writes the model to a channel, from its present position on. Inline weights are not copied. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    model().writeTo(channel);
  }

  /** Creates or replaces a file, atomically. Inline weights are not copied to the heap. */
  public void write(Path file) throws IOException {
    ProtoWriter model = model();
    AtomicFile.write(file, model::writeTo);
  }

  private ProtoWriter model() {
    checkOrder();
    ProtoWriter model = new ProtoWriter();
    model.integer(1, irVersion);
    model.string(2, producer);
    model.string(3, producerVersion);
    model.message(7, OnnxProtos.graph(name, nodes, weights, inputs, outputs));
    opsets.forEach((domain, version) -> model.message(8, OnnxProtos.opset(domain, version)));
    metadata.forEach((key, value) -> model.message(14, OnnxProtos.entry(key, value)));
    if (model.size() > MOST_BYTES) {
      throw new IllegalStateException(
          "the model takes "
              + model.size()
              + " bytes; a protobuf file holds at most "
              + MOST_BYTES
              + ". Declare its weights with external(...)");
    }
    return model;
  }

  private void checkOrder() {
    Set<String> known = new HashSet<>(inputs.keySet());
    for (String weight : weights.keySet()) {
      define(known, weight, "an initializer");
    }
    for (OnnxNode node : nodes) {
      String what = "node '" + node.name() + "' (" + node.opType() + ")";
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !known.contains(input)) {
          throw new IllegalStateException(
              what + " reads '" + input + "', which nothing before it defines; define it first");
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          define(known, output, what);
        }
      }
    }
    for (String output : outputs.keySet()) {
      if (!known.contains(output)) {
        throw new IllegalStateException(
            "graph output '" + output + "' is made by no node; add one or drop the output");
      }
    }
  }

  private static void define(Set<String> known, String value, String by) {
    if (!known.add(value)) {
      throw new IllegalStateException(
          "value '" + value + "' is defined again by " + by + "; every value needs its own name");
    }
  }

  private static long bytesOf(String weight, Spec spec) {
    if (!spec.shape().isFixed()) {
      throw new IllegalArgumentException(
          "weight '" + weight + "' of " + spec + "; expected a shape of numbers only");
    }
    long bytes = spec.type().bytes();
    for (int dim : spec.shape().numbers()) {
      bytes = Math.multiplyExact(bytes, dim);
    }
    return bytes;
  }

  private static <V> void add(Map<String, V> map, String key, V value) {
    if (key.isEmpty() || map.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException(
          "the name '" + key + "' is empty or taken; every input, output and weight has its own");
    }
  }
}
