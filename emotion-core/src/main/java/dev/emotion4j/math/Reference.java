package dev.emotion4j.math;

import dev.emotion4j.math.NdArray.Binary;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter in plain Java and double precision: the truth that backends are compared with.
 * Computes derived operations by their definitions and rounds to float once, where results leave.
 * Stateless and thread-safe; it does not train. Slow by design: loops, no native code.
 */
public final class Reference implements Ops<Reference.Array> {
  /** The only instance anyone needs. */
  public static final Reference INSTANCE = new Reference();

  /** An array of doubles, which also holds I64 (exact below 2^53) and BOOL (0 and 1). */
  public static final class Array {
    final NdArray values;
    final Type type;

    Array(Type type, NdArray values) {
      this.type = type;
      this.values = values;
    }

    /** Reads a tensor. */
    public static Array of(Tensor tensor) {
      return new Array(tensor.type(), NdArray.of(tensor));
    }

    /** Rounds to the type and returns a tensor. */
    public Tensor tensor() {
      return values.tensor(type);
    }

    /** Returns a copy of the unrounded elements, row-major. */
    public double[] doubles() {
      return values.data().clone();
    }
  }

  private Reference() {}

  /**
   * Interprets a network directly.
   *
   * @return the outputs, rounded
   */
  public static Map<String, Tensor> run(
      Network network,
      Weights weights,
      List<? extends SiteWrapper> wrappers,
      Map<String, Tensor> inputs) {
    Map<String, Array> given = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> given.put(name, Array.of(tensor)));
    Scope<Array> scope =
        Scope.root(INSTANCE, parameter -> Array.of(weights.get(parameter)), wrappers);
    return tensors(network.apply(scope, Values.of(given)));
  }

  /**
   * Replays a recording.
   *
   * @return the outputs, rounded
   */
  public static Map<String, Tensor> run(Graph graph, Weights weights, Map<String, Tensor> inputs) {
    Values<Tensor> given = Values.of(inputs);
    return tensors(
        graph.replay(
            INSTANCE,
            input -> Array.of(given.get(input.name())),
            parameter -> Array.of(weights.get(parameter))));
  }

  private static Map<String, Tensor> tensors(Values<Array> values) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    values.map().forEach((name, array) -> tensors.put(name, array.tensor()));
    return tensors;
  }

  @Override
  public Spec spec(Array x) {
    return new Spec(x.type, Shape.of(x.values.shape()));
  }

  @Override
  public Array constant(Tensor value) {
    return Array.of(value);
  }

  @Override
  public Array add(Array a, Array b) {
    return binary(Shapes.INSTANCE.add(spec(a), spec(b)), a, b, Double::sum);
  }

  @Override
  public Array sub(Array a, Array b) {
    return binary(Shapes.INSTANCE.sub(spec(a), spec(b)), a, b, (x, y) -> x - y);
  }

  @Override
  public Array mul(Array a, Array b) {
    return binary(Shapes.INSTANCE.mul(spec(a), spec(b)), a, b, (x, y) -> x * y);
  }

  @Override
  public Array div(Array a, Array b) {
    return binary(Shapes.INSTANCE.div(spec(a), spec(b)), a, b, (x, y) -> x / y);
  }

  @Override
  public Array greater(Array a, Array b) {
    return binary(Shapes.INSTANCE.greater(spec(a), spec(b)), a, b, (x, y) -> x > y ? 1 : 0);
  }

  @Override
  public Array equal(Array a, Array b) {
    return binary(Shapes.INSTANCE.equal(spec(a), spec(b)), a, b, (x, y) -> x == y ? 1 : 0);
  }

  @Override
  public Array exp(Array x) {
    return unary(x, Math::exp);
  }

  @Override
  public Array log(Array x) {
    return unary(x, Math::log);
  }

  @Override
  public Array sqrt(Array x) {
    return unary(x, Math::sqrt);
  }

  @Override
  public Array tanh(Array x) {
    return unary(x, Math::tanh);
  }

  @Override
  public Array sigmoid(Array x) {
    return unary(x, v -> 1 / (1 + Math.exp(-v)));
  }

  @Override
  public Array relu(Array x) {
    return unary(x, v -> v > 0 || Double.isNaN(v) ? v : 0);
  }

  @Override
  public Array erf(Array x) {
    return unary(x, ErrorFunction::erf);
  }

  @Override
  public Array cast(Array x, Type type) {
    DoubleUnaryOperator convert =
        switch (type) {
          case F32 -> v -> v;
          case I64 -> v -> (double) (long) v;
          case BOOL -> v -> v != 0 ? 1 : 0;
        };
    return new Array(type, x.values.map(convert));
  }

  @Override
  public Array where(Array condition, Array a, Array b) {
    Spec result = Shapes.INSTANCE.where(spec(condition), spec(a), spec(b));
    int[] shape = result.shape().numbers();
    NdArray yes = a.values.broadcast(shape);
    NdArray no = b.values.broadcast(shape);
    NdArray choice = condition.values.broadcast(shape);
    double[] data = new double[yes.data().length];
    for (int i = 0; i < data.length; i++) {
      data[i] = choice.data()[i] != 0 ? yes.data()[i] : no.data()[i];
    }
    return new Array(result.type(), new NdArray(shape, data));
  }

  @Override
  public Array matmul(Array a, Array b) {
    int[] shape = Shapes.INSTANCE.matmul(spec(a), spec(b)).shape().numbers();
    return f32(a.values.matmul(b.values, shape));
  }

  @Override
  public Array transpose(Array x, int... order) {
    Shapes.INSTANCE.transpose(spec(x), order);
    int[] front = Arrays.stream(order).map(shape(x)::axis).toArray();
    return new Array(x.type, x.values.transpose(front));
  }

  @Override
  public Array reshape(Array x, Dim... target) {
    int[] shape = Shapes.INSTANCE.reshape(spec(x), target).shape().numbers();
    return new Array(x.type, new NdArray(shape, x.values.data()));
  }

  @Override
  public Array expand(Array x, int axis, Array like, int likeAxis) {
    int[] shape = Shapes.INSTANCE.expand(spec(x), axis, spec(like), likeAxis).shape().numbers();
    return new Array(x.type, x.values.broadcast(shape));
  }

  @Override
  public Array concat(int axis, List<Array> parts) {
    List<Spec> specs = parts.stream().map(this::spec).toList();
    Spec result = Shapes.INSTANCE.concat(axis, specs);
    int at = result.shape().axis(axis);
    List<NdArray> values = parts.stream().map(p -> p.values).toList();
    return new Array(result.type(), NdArray.concat(values, at, result.shape().numbers()));
  }

  @Override
  public Array slice(Array x, int axis, int begin, int end) {
    int[] shape = Shapes.INSTANCE.slice(spec(x), axis, begin, end).shape().numbers();
    int at = shape(x).axis(axis);
    int from = begin < 0 ? begin + x.values.shape()[at] : begin;
    return new Array(x.type, x.values.pick(at, shape, i -> from + i));
  }

  @Override
  public Array gather(Array x, int axis, Array indices) {
    Spec result = Shapes.INSTANCE.gather(spec(x), axis, spec(indices));
    int at = shape(x).axis(axis);
    int size = x.values.shape()[at];
    double[] wanted = indices.values.data();
    for (double index : wanted) {
      if (index < 0 || index >= size) {
        throw new IllegalArgumentException(
            "gather: index "
                + (long) index
                + " along axis "
                + at
                + " of "
                + spec(x)
                + "; expected 0 to "
                + (size - 1));
      }
    }
    int[] flat = x.values.shape().clone();
    flat[at] = wanted.length;
    NdArray picked = x.values.pick(at, flat, i -> (int) wanted[i]);
    return new Array(x.type, new NdArray(result.shape().numbers(), picked.data()));
  }

  @Override
  public Array iota(Array like, int axis) {
    int size = shape(like).dim(axis).number();
    double[] data = new double[size];
    Arrays.setAll(data, i -> i);
    return new Array(Type.I64, new NdArray(new int[] {size}, data));
  }

  @Override
  public Array foldRows(Array x) {
    int[] shape = Shapes.INSTANCE.foldRows(spec(x)).shape().numbers();
    return new Array(x.type, new NdArray(shape, x.values.data()));
  }

  @Override
  public Array unfoldRows(Array x, Array like) {
    int[] shape = Shapes.INSTANCE.unfoldRows(spec(x), spec(like)).shape().numbers();
    return new Array(x.type, new NdArray(shape, x.values.data()));
  }

  @Override
  public Array sum(Array x, int... axes) {
    return reduce(Shapes.INSTANCE.sum(spec(x), axes), x, 0, Double::sum);
  }

  @Override
  public Array mean(Array x, int... axes) {
    Array total = sum(x, axes);
    double count = (double) x.values.data().length / total.values.data().length;
    return unary(total, v -> v / count);
  }

  @Override
  public Array max(Array x, int... axes) {
    return reduce(Shapes.INSTANCE.max(spec(x), axes), x, Double.NEGATIVE_INFINITY, Math::max);
  }

  @Override
  public Array convolution(Array x, Array weight, @Nullable Array bias, Convolution geometry) {
    Spec result =
        Shapes.INSTANCE.convolution(
            spec(x), spec(weight), bias == null ? null : spec(bias), geometry);
    return f32(
        Windows.convolution(
            x.values,
            weight.values,
            bias == null ? null : bias.values.data(),
            geometry,
            result.shape().numbers()));
  }

  @Override
  public Array pool(Array x, Pooling geometry) {
    int[] shape = Shapes.INSTANCE.pool(spec(x), geometry).shape().numbers();
    return f32(Windows.pool(x.values, geometry, shape));
  }

  @Override
  public Array stopGradient(Array x) {
    return x;
  }

  private Array unary(Array x, DoubleUnaryOperator f) {
    return new Array(x.type, x.values.map(f));
  }

  private static Array binary(Spec result, Array a, Array b, Binary f) {
    return new Array(
        result.type(), NdArray.combine(a.values, b.values, result.shape().numbers(), f));
  }

  private static Array reduce(Spec result, Array x, double start, Binary f) {
    return f32(x.values.reduce(result.shape().numbers(), start, f));
  }

  private static Array f32(NdArray values) {
    return new Array(Type.F32, values);
  }
}
