package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Shapes;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter that writes TorchScript: one line per operation, in the spellings of the archive
 * format. Sizes are read at run time, so that one text serves every batch size and length. Derived
 * operations use ATen's fused kernels where the operands have the usual shapes. Used by one thread.
 */
final class TorchScript extends Lines implements Ops<Value> {
  private static final Shapes SHAPES = Shapes.INSTANCE;

  private final String device;
  private final boolean training;
  private boolean random;
  private boolean sharesGradients;

  /**
   * Starts an empty text.
   *
   * @param constants collects the constants that are not written as literals: the script's {@code
   *     c}
   * @param device where new values are made: {@code cpu}
   * @param training whether dropout drops
   */
  TorchScript(List<Tensor> constants, String device, boolean training) {
    super(constants);
    this.device = device;
    this.training = training;
  }

  /** Returns whether the text draws random numbers. */
  boolean random() {
    return random;
  }

  /** Returns whether the gradients of two parameters may be one block of memory. */
  boolean sharesGradients() {
    return sharesGradients;
  }

  @Override
  public Spec spec(Value x) {
    return x.spec();
  }

  @Override
  public Value constant(Tensor value) {
    return new Value("", value.spec(), value, false);
  }

  @Override
  public Value add(Value a, Value b) {
    Spec spec = SHAPES.add(a.spec(), b.spec());
    boolean alias = mayPass(a, spec.shape()) || mayPass(b, spec.shape());
    sharesGradients |= alias && a.constant() == null && b.constant() == null;
    return literal(a) != null
        ? line(spec, alias, "add", read(b), second(a))
        : line(spec, alias, "add", read(a), second(b));
  }

  // Whether the gradient of a sum reaches an operand without being added up over a broadcast axis;
  // a symbol may be 1 at run time.
  private static boolean mayPass(Value x, Shape sum) {
    Shape shape = x.spec().shape();
    if (!x.alias() || shape.rank() != sum.rank()) {
      return false;
    }
    for (int i = 0; i < shape.rank(); i++) {
      if (!shape.dim(i).equals(sum.dim(i)) && sum.dim(i).isNumber()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Value sub(Value a, Value b) {
    Spec spec = SHAPES.sub(a.spec(), b.spec());
    return literal(a) != null
        ? line(spec, "rsub", read(b), second(a))
        : line(spec, mayPass(a, spec.shape()), "sub", read(a), second(b));
  }

  @Override
  public Value mul(Value a, Value b) {
    Spec spec = SHAPES.mul(a.spec(), b.spec());
    return literal(a) != null
        ? line(spec, "mul", read(b), second(a))
        : line(spec, "mul", read(a), second(b));
  }

  @Override
  public Value div(Value a, Value b) {
    return line(SHAPES.div(a.spec(), b.spec()), "div", read(a), second(b));
  }

  private Value unary(String function, Value x) {
    return line(x.spec(), function, read(x));
  }

  @Override
  public Value exp(Value x) {
    return unary("exp", x);
  }

  @Override
  public Value log(Value x) {
    return unary("log", x);
  }

  @Override
  public Value sqrt(Value x) {
    return unary("sqrt", x);
  }

  @Override
  public Value tanh(Value x) {
    return unary("tanh", x);
  }

  @Override
  public Value sigmoid(Value x) {
    return unary("sigmoid", x);
  }

  @Override
  public Value relu(Value x) {
    return unary("relu", x);
  }

  @Override
  public Value erf(Value x) {
    return unary("erf", x);
  }

  @Override
  public Value greater(Value a, Value b) {
    return line(SHAPES.greater(a.spec(), b.spec()), "gt", read(a), second(b));
  }

  @Override
  public Value equal(Value a, Value b) {
    return line(SHAPES.equal(a.spec(), b.spec()), "eq", read(a), second(b));
  }

  @Override
  public Value cast(Value x, Type type) {
    Spec spec = SHAPES.cast(x.spec(), type);
    return switch (type) {
      case BOOL -> line(spec, "ne", read(x), "0");
      case I64 -> line(spec, "to", read(x), "4");
      case F32 -> line(spec, x.spec().type() == Type.F32 && x.alias(), "to", read(x), "6");
    };
  }

  @Override
  public Value where(Value condition, Value a, Value b) {
    Spec spec = SHAPES.where(condition.spec(), a.spec(), b.spec());
    if (literal(a) != null && literal(b) != null) {
      return line(spec, "where", read(condition), read(a), read(b));
    }
    return line(spec, "where", read(condition), second(a), second(b));
  }

  @Override
  public Value matmul(Value a, Value b) {
    return line(SHAPES.matmul(a.spec(), b.spec()), "matmul", read(a), read(b));
  }

  @Override
  public Value transpose(Value x, int... order) {
    return line(SHAPES.transpose(x.spec(), order), x.alias(), "permute", read(x), list(order));
  }

  @Override
  public Value reshape(Value x, Dim... target) {
    List<Dim> from = x.spec().shape().dims();
    String sizes =
        Arrays.stream(target)
            .map(d -> d == Dim.REST ? "-1" : d.isNumber() ? d.toString() : size(x, from.indexOf(d)))
            .collect(Collectors.joining(", ", "[", "]"));
    return line(SHAPES.reshape(x.spec(), target), x.alias(), "reshape", read(x), sizes);
  }

  @Override
  public Value expand(Value x, int axis, Value like, int likeAxis) {
    Spec spec = SHAPES.expand(x.spec(), axis, like.spec(), likeAxis);
    List<String> sizes = new ArrayList<>(Collections.nCopies(spec.shape().rank(), "-1"));
    sizes.set(spec.shape().axis(axis), size(like, like.spec().shape().axis(likeAxis)));
    return line(spec, x.alias(), "expand", read(x), sizes.toString());
  }

  @Override
  public Value concat(int axis, List<Value> parts) {
    Spec spec = SHAPES.concat(axis, parts.stream().map(Value::spec).toList());
    String list = parts.stream().map(this::read).collect(Collectors.joining(", ", "[", "]"));
    boolean alias = parts.stream().anyMatch(Value::alias);
    return line(spec, alias, "cat", list, Integer.toString(axis));
  }

  @Override
  public Value slice(Value x, int axis, int begin, int end) {
    Spec spec = SHAPES.slice(x.spec(), axis, begin, end);
    long stop = end == END ? Long.MAX_VALUE : end;
    return line(spec, "slice", read(x), "" + axis, "" + begin, "" + stop, "1");
  }

  @Override
  public Value gather(Value x, int axis, Value indices) {
    Spec spec = SHAPES.gather(x.spec(), axis, indices.spec());
    int at = x.spec().shape().axis(axis);
    if (indices.spec().shape().rank() == 1) {
      return line(spec, "index_select", read(x), "" + at, read(indices));
    }
    List<String> sizes = new ArrayList<>();
    IntStream.range(0, at).forEach(i -> sizes.add(size(x, i)));
    IntStream.range(0, indices.spec().shape().rank()).forEach(i -> sizes.add(size(indices, i)));
    IntStream.range(at + 1, x.spec().shape().rank()).forEach(i -> sizes.add(size(x, i)));
    Value flat = line(indices.spec(), "reshape", read(indices), "[-1]");
    Value picked = line(spec, "index_select", read(x), "" + at, flat.name());
    return line(spec, "reshape", picked.name(), sizes.toString());
  }

  @Override
  public Value iota(Value like, int axis) {
    Spec spec = SHAPES.iota(like.spec(), axis);
    String size = size(like, like.spec().shape().axis(axis));
    String place = "device=torch.device(\"" + device + "\")";
    return line(spec, "arange", size, "dtype=4", "layout=0", place, "pin_memory=False");
  }

  @Override
  public Value foldRows(Value x) {
    return line(SHAPES.foldRows(x.spec()), x.alias(), "flatten", read(x), "0", "1");
  }

  @Override
  public Value unfoldRows(Value x, Value like) {
    List<String> sizes = new ArrayList<>(List.of(size(like, 0), size(like, 1)));
    IntStream.range(1, x.spec().shape().rank()).forEach(i -> sizes.add(size(x, i)));
    Spec spec = SHAPES.unfoldRows(x.spec(), like.spec());
    return line(spec, x.alias(), "reshape", read(x), sizes.toString());
  }

  private Value reduce(String function, Spec spec, Value x, int... axes) {
    return axes.length == 0 ? x : line(spec, x.alias(), function, read(x), list(axes), "True");
  }

  @Override
  public Value sum(Value x, int... axes) {
    return reduce("sum", SHAPES.sum(x.spec(), axes), x, axes);
  }

  @Override
  public Value mean(Value x, int... axes) {
    return reduce("mean", SHAPES.mean(x.spec(), axes), x, axes);
  }

  @Override
  public Value max(Value x, int... axes) {
    return reduce("amax", SHAPES.max(x.spec(), axes), x, axes);
  }

  @Override
  public Value convolution(Value x, Value weight, @Nullable Value bias, Convolution geometry) {
    Spec spec =
        SHAPES.convolution(x.spec(), weight.spec(), bias == null ? null : bias.spec(), geometry);
    return line(
        spec,
        geometry.axes() == 1 ? "conv1d" : "conv2d",
        read(x),
        read(weight),
        bias == null ? "None" : read(bias),
        list(geometry.stride()),
        list(geometry.padding()),
        list(geometry.dilation()),
        "" + geometry.groups());
  }

  @Override
  public Value pool(Value x, Pooling geometry) {
    Spec spec = SHAPES.pool(x.spec(), geometry);
    String size = list(geometry.size());
    String stride = list(geometry.stride());
    String padding = list(geometry.padding());
    boolean line = geometry.axes() == 1;
    if (geometry.kind() == Pooling.Kind.MAX) {
      String dilation = line ? "[1]" : "[1, 1]";
      String function = line ? "max_pool1d" : "max_pool2d";
      return line(spec, function, read(x), size, stride, padding, dilation, "False");
    }
    String function = line ? "avg_pool1d" : "avg_pool2d";
    return line(spec, function, read(x), size, stride, padding, "False", "False");
  }

  @Override
  public Value stopGradient(Value x) {
    return unary("detach", x);
  }

  @Override
  public Value linear(Value x, Value weight, @Nullable Value bias) {
    if (bias != null && bias.spec().shape().rank() != 1) {
      return Ops.super.linear(x, weight, bias);
    }
    Spec spec = SHAPES.linear(x.spec(), weight.spec(), bias == null ? null : bias.spec());
    return line(spec, "linear", read(x), read(weight), bias == null ? "None" : read(bias));
  }

  private static boolean isVector(Value x, Dim length) {
    return x.spec().shape().equals(Shape.of(length));
  }

  @Override
  public Value layerNorm(Value x, Value gain, Value bias, double epsilon) {
    Dim width = x.spec().shape().dim(-1);
    if (!width.isNumber() || !isVector(gain, width) || !isVector(bias, width)) {
      return Ops.super.layerNorm(x, gain, bias, epsilon);
    }
    return line(
        x.spec(), "layer_norm", read(x), "[" + width + "]", read(gain), read(bias), "" + epsilon);
  }

  @Override
  public Value groupNorm(Value x, int groups, Value gain, Value bias, double epsilon) {
    Dim channels = x.spec().shape().dim(1);
    if (!isVector(gain, channels) || !isVector(bias, channels)) {
      return Ops.super.groupNorm(x, groups, gain, bias, epsilon);
    }
    return line(x.spec(), "group_norm", read(x), "" + groups, read(gain), read(bias), "" + epsilon);
  }

  @Override
  public Value gelu(Value x) {
    return unary("gelu", x);
  }

  @Override
  public Value softmax(Value x, int axis) {
    return line(x.spec(), "softmax", read(x), "" + axis);
  }

  @Override
  public Value logSoftmax(Value x, int axis) {
    return line(x.spec(), "log_softmax", read(x), "" + axis);
  }

  @Override
  public Value attention(
      Value query, Value key, Value value, @Nullable Value mask, double dropout) {
    Spec spec =
        SHAPES.attention(
            query.spec(), key.spec(), value.spec(), mask == null ? null : mask.spec(), dropout);
    Value allowed = mask;
    while (allowed != null && allowed.spec().shape().rank() < 4) {
      allowed = unsqueeze(allowed, 0);
    }
    if (training && dropout > 0) {
      return droppingAttention(spec, query, key, value, allowed, dropout);
    }
    String where = allowed == null ? "None" : read(allowed);
    String function = "scaled_dot_product_attention";
    return line(spec, function, read(query), read(key), read(value), where, "0.");
  }

  // On a CPU libtorch has no fused attention that drops. Spelled out it keeps less for the backward
  // pass than libtorch's own: one byte per weight that may drop, and no scaled copy of the keys.
  private Value droppingAttention(
      Spec spec, Value query, Value key, Value value, @Nullable Value allowed, double rate) {
    Value scores = matmul(scale(query, 1 / Math.sqrt(width(query))), transpose(key, 0, 1, 3, 2));
    if (allowed != null) {
      Value bias = where(allowed, scalar(0), scalar(MASKED));
      scores = line(scores.spec(), "add_", read(scores), read(bias));
    }
    Value weights = softmax(scores, -1);
    Value kept = line(weights.spec(), "mul", read(weights), kept(weights, rate));
    Value sum = rescaled(matmul(kept, value), rate);
    if (allowed == null) {
      return sum;
    }
    Value any = line(allowed.spec(), "any", read(allowed), "-1", "True");
    return line(spec, "masked_fill_", read(sum), "torch.logical_not(" + any.name() + ")", "0.");
  }

  private static double width(Value query) {
    return query.spec().shape().dim(-1).number();
  }

  @Override
  public Value embedding(Value table, Value ids) {
    if (table.spec().type() != Type.F32 || table.spec().shape().rank() != 2) {
      return gather(table, 0, ids);
    }
    return line(SHAPES.embedding(table.spec(), ids.spec()), "embedding", read(table), read(ids));
  }

  @Override
  public Value dropout(Value x, double rate) {
    if (!training || rate == 0) {
      return x;
    }
    return rescaled(line(x.spec(), "mul", read(x), kept(x, rate)), rate);
  }

  /** Returns the expression that draws which elements stay; no other reads it. */
  private String kept(Value x, double rate) {
    random = true;
    return "(self).kept(" + read(x) + ", " + Kept.of(rate) + ")";
  }

  /** Scales what stayed; in place, for nobody else has seen it. */
  private Value rescaled(Value fresh, double rate) {
    return line(fresh.spec(), "mul_", fresh.name(), Double.toString(32768.0 / Kept.of(rate)));
  }
}
