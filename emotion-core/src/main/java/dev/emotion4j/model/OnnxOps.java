package dev.emotion4j.model;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Shapes;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter that writes ONNX nodes of operator set 20. Only standard operators are used, so
 * that any runtime reads the file; they are written in the form that ONNX Runtime fuses. Dropout
 * and stopGradient are the identity. Not thread-safe.
 */
final class OnnxOps implements Ops<OnnxOps.Value> {
  /** The version of the standard operator set: the first with Gelu. */
  static final long OPSET = 20;

  /**
   * A value in the ONNX graph.
   *
   * @param name its name
   * @param spec its type and shape
   */
  record Value(String name, Spec spec) {}

  private static final Shapes SHAPES = Shapes.INSTANCE;

  private final OnnxNodes nodes;
  private final OnnxLayers layers;

  OnnxOps(OnnxWriter writer, Set<String> taken) {
    writer.opset(OPSET).irVersion(9);
    nodes = new OnnxNodes(writer, taken);
    layers = new OnnxLayers(this, nodes);
  }

  @Override
  public Spec spec(Value x) {
    return x.spec();
  }

  @Override
  public Value constant(Tensor value) {
    return new Value(nodes.constant(value), value.spec());
  }

  @Override
  public Value add(Value a, Value b) {
    return nodes.node("Add", SHAPES.add(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value sub(Value a, Value b) {
    return nodes.node("Sub", SHAPES.sub(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value mul(Value a, Value b) {
    return nodes.node("Mul", SHAPES.mul(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value div(Value a, Value b) {
    return nodes.node("Div", SHAPES.div(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value exp(Value x) {
    return map("Exp", x);
  }

  @Override
  public Value log(Value x) {
    return map("Log", x);
  }

  @Override
  public Value sqrt(Value x) {
    return map("Sqrt", x);
  }

  @Override
  public Value tanh(Value x) {
    return map("Tanh", x);
  }

  @Override
  public Value sigmoid(Value x) {
    return map("Sigmoid", x);
  }

  @Override
  public Value relu(Value x) {
    return map("Relu", x);
  }

  @Override
  public Value erf(Value x) {
    return map("Erf", x);
  }

  @Override
  public Value greater(Value a, Value b) {
    return nodes.node("Greater", SHAPES.greater(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value equal(Value a, Value b) {
    return nodes.node("Equal", SHAPES.equal(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value cast(Value x, Type type) {
    return nodes.node(
        "Cast",
        SHAPES.cast(x.spec(), type),
        List.of(x),
        OnnxAttribute.of("to", OnnxType.of(type).code()));
  }

  @Override
  public Value where(Value condition, Value a, Value b) {
    Spec spec = SHAPES.where(condition.spec(), a.spec(), b.spec());
    if (spec.type() != Type.BOOL) {
      return nodes.node("Where", spec, List.of(condition, a, b));
    }
    // ONNX Runtime has no Where of truth values on the CPU
    String yes = nodes.node("And", List.of(condition.name(), a.name()));
    String otherwise = nodes.node("Not", List.of(condition.name()));
    String no = nodes.node("And", List.of(otherwise, b.name()));
    return new Value(nodes.node("Or", List.of(yes, no)), spec);
  }

  @Override
  public Value matmul(Value a, Value b) {
    return nodes.node("MatMul", SHAPES.matmul(a.spec(), b.spec()), List.of(a, b));
  }

  @Override
  public Value transpose(Value x, int... order) {
    Spec spec = SHAPES.transpose(x.spec(), order);
    int[] front = Arrays.stream(order).map(x.spec().shape()::axis).toArray();
    return front.length == 0
        ? x
        : nodes.node("Transpose", spec, List.of(x), OnnxAttribute.ofInts("perm", front));
  }

  @Override
  public Value reshape(Value x, Dim... target) {
    Spec spec = SHAPES.reshape(x.spec(), target);
    String to =
        target.length == 0
            ? nodes.constant(Tensor.of(new long[0], 0))
            : nodes.reshapeTarget(x, target);
    return new Value(nodes.node("Reshape", List.of(x.name(), to)), spec);
  }

  @Override
  public Value expand(Value x, int axis, Value like, int likeAxis) {
    Spec spec = SHAPES.expand(x.spec(), axis, like.spec(), likeAxis);
    List<OnnxNodes.Size> sizes = new ArrayList<>();
    for (int i = 0; i < spec.shape().rank(); i++) {
      sizes.add(OnnxNodes.Size.of(1));
    }
    OnnxNodes.Size size = OnnxNodes.Size.like(like, like.spec().shape().axis(likeAxis));
    sizes.set(x.spec().shape().axis(axis), size);
    return new Value(nodes.node("Expand", List.of(x.name(), nodes.sizes(sizes))), spec);
  }

  @Override
  public Value concat(int axis, List<Value> parts) {
    Spec spec = SHAPES.concat(axis, parts.stream().map(Value::spec).toList());
    return nodes.node("Concat", spec, parts, OnnxAttribute.of("axis", spec.shape().axis(axis)));
  }

  @Override
  public Value slice(Value x, int axis, int begin, int end) {
    Spec spec = SHAPES.slice(x.spec(), axis, begin, end);
    long last = end == END ? Long.MAX_VALUE : end;
    List<String> in =
        List.of(
            x.name(),
            nodes.longs(begin),
            nodes.longs(last),
            nodes.longs(x.spec().shape().axis(axis)));
    return new Value(nodes.node("Slice", in), spec);
  }

  @Override
  public Value gather(Value x, int axis, Value indices) {
    Spec spec = SHAPES.gather(x.spec(), axis, indices.spec());
    OnnxAttribute along = OnnxAttribute.of("axis", x.spec().shape().axis(axis));
    return nodes.node("Gather", spec, List.of(x, indices), along);
  }

  @Override
  public Value iota(Value like, int axis) {
    Spec spec = SHAPES.iota(like.spec(), axis);
    Dim size = spec.shape().dim(0);
    if (size.isNumber()) {
      long[] count = new long[size.number()];
      Arrays.setAll(count, i -> i);
      return constant(Tensor.of(count, count.length));
    }
    String zero = nodes.constant(Tensor.of(new long[] {0}));
    String one = nodes.constant(Tensor.of(new long[] {1}));
    String limit = nodes.scalarSize(like, like.spec().shape().axis(axis));
    return new Value(nodes.node("Range", List.of(zero, limit, one)), spec);
  }

  @Override
  public Value foldRows(Value x) {
    Spec spec = SHAPES.foldRows(x.spec());
    List<OnnxNodes.Size> sizes = new ArrayList<>(List.of(OnnxNodes.Size.of(-1)));
    for (int i = 2; i < x.spec().shape().rank(); i++) {
      sizes.add(OnnxNodes.Size.like(x, i));
    }
    return new Value(nodes.node("Reshape", List.of(x.name(), nodes.sizes(sizes))), spec);
  }

  @Override
  public Value unfoldRows(Value x, Value like) {
    Spec spec = SHAPES.unfoldRows(x.spec(), like.spec());
    List<OnnxNodes.Size> sizes = new ArrayList<>();
    sizes.add(OnnxNodes.Size.of(-1));
    sizes.add(OnnxNodes.Size.like(like, 1));
    for (int i = 1; i < x.spec().shape().rank(); i++) {
      sizes.add(OnnxNodes.Size.like(x, i));
    }
    return new Value(nodes.node("Reshape", List.of(x.name(), nodes.sizes(sizes))), spec);
  }

  @Override
  public Value sum(Value x, int... axes) {
    return reduce("ReduceSum", SHAPES.sum(x.spec(), axes), x, axes);
  }

  @Override
  public Value mean(Value x, int... axes) {
    return reduce("ReduceMean", SHAPES.mean(x.spec(), axes), x, axes);
  }

  @Override
  public Value max(Value x, int... axes) {
    return reduce("ReduceMax", SHAPES.max(x.spec(), axes), x, axes);
  }

  @Override
  public Value convolution(Value x, Value weight, @Nullable Value bias, Convolution geometry) {
    Spec from = bias == null ? null : bias.spec();
    Spec spec = SHAPES.convolution(x.spec(), weight.spec(), from, geometry);
    return nodes.node(
        "Conv",
        spec,
        bias == null ? List.of(x, weight) : List.of(x, weight, bias),
        ints("strides", geometry.stride()),
        ints("pads", twice(geometry.padding())),
        ints("dilations", geometry.dilation()),
        OnnxAttribute.of("group", geometry.groups()));
  }

  @Override
  public Value pool(Value x, Pooling geometry) {
    return nodes.node(
        geometry.kind() == Pooling.Kind.MAX ? "MaxPool" : "AveragePool",
        SHAPES.pool(x.spec(), geometry),
        List.of(x),
        ints("kernel_shape", geometry.size()),
        ints("strides", geometry.stride()),
        ints("pads", twice(geometry.padding())));
  }

  @Override
  public Value stopGradient(Value x) {
    return x;
  }

  @Override
  public Value linear(Value x, Value weight, @Nullable Value bias) {
    Spec spec = SHAPES.linear(x.spec(), weight.spec(), bias == null ? null : bias.spec());
    return layers.linear(x, weight, bias, spec);
  }

  @Override
  public Value layerNorm(Value x, Value gain, Value bias, double epsilon) {
    SHAPES.layerNorm(x.spec(), gain.spec(), bias.spec(), epsilon);
    return nodes.node(
        "LayerNormalization",
        x.spec(),
        List.of(x, gain, bias),
        OnnxAttribute.of("axis", -1L),
        OnnxAttribute.of("epsilon", (float) epsilon));
  }

  @Override
  public Value groupNorm(Value x, int groups, Value gain, Value bias, double epsilon) {
    SHAPES.groupNorm(x.spec(), groups, gain.spec(), bias.spec(), epsilon);
    return layers.groupNorm(x, groups, gain, bias, epsilon);
  }

  @Override
  public Value gelu(Value x) {
    SHAPES.gelu(x.spec());
    return map("Gelu", x);
  }

  @Override
  public Value softmax(Value x, int axis) {
    Spec spec = SHAPES.softmax(x.spec(), axis);
    OnnxAttribute along = OnnxAttribute.of("axis", x.spec().shape().axis(axis));
    return nodes.node("Softmax", spec, List.of(x), along);
  }

  @Override
  public Value logSoftmax(Value x, int axis) {
    Spec spec = SHAPES.logSoftmax(x.spec(), axis);
    OnnxAttribute along = OnnxAttribute.of("axis", x.spec().shape().axis(axis));
    return nodes.node("LogSoftmax", spec, List.of(x), along);
  }

  @Override
  public Value attention(
      Value query, Value key, Value value, @Nullable Value mask, double dropout) {
    Spec from = mask == null ? null : mask.spec();
    SHAPES.attention(query.spec(), key.spec(), value.spec(), from, dropout);
    return layers.attention(query, key, value, mask);
  }

  /** Hands all nodes to the writer; called once, at the end. */
  void finish() {
    nodes.finish();
  }

  private Value map(String opType, Value x) {
    return nodes.node(opType, SHAPES.exp(x.spec()), List.of(x));
  }

  private Value reduce(String opType, Spec spec, Value x, int... axes) {
    if (axes.length == 0) {
      return x;
    }
    long[] front = Arrays.stream(axes).mapToLong(x.spec().shape()::axis).distinct().toArray();
    return new Value(nodes.node(opType, List.of(x.name(), nodes.longs(front))), spec);
  }

  private static OnnxAttribute ints(String name, List<Integer> values) {
    return OnnxAttribute.ofInts(name, values.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Integer> twice(List<Integer> symmetric) {
    List<Integer> both = new ArrayList<>(symmetric);
    both.addAll(symmetric);
    return both;
  }
}
