package dev.emotion4j.math;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter that computes types and shapes only: finds mistakes before any arithmetic.
 * Stateless and thread-safe. Derived operations are checked through their definitions.
 */
public final class Shapes implements Ops<Spec> {
  /** The only instance anyone needs. */
  public static final Shapes INSTANCE = new Shapes();

  private Shapes() {}

  /**
   * Returns the shape of a broadcast.
   *
   * @throws IllegalArgumentException if two dimensions differ and neither is 1
   */
  public static Shape broadcast(String operation, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    List<Dim> dims = new ArrayList<>();
    Dim one = Dim.of(1);
    for (int i = 0; i < rank; i++) {
      int p = i - rank + a.rank();
      int q = i - rank + b.rank();
      Dim x = p < 0 ? one : a.dims().get(p);
      Dim y = q < 0 ? one : b.dims().get(q);
      if (!x.equals(y) && !x.equals(one) && !y.equals(one)) {
        throw new IllegalArgumentException(
            operation + ": shapes " + a + " and " + b + " do not broadcast; " + x + " meets " + y);
      }
      dims.add(x.equals(one) ? y : x);
    }
    return new Shape(dims);
  }

  @Override
  public Spec spec(Spec x) {
    return x;
  }

  @Override
  public Spec constant(Tensor value) {
    return value.spec();
  }

  @Override
  public Spec add(Spec a, Spec b) {
    return arithmetic("add", a, b);
  }

  @Override
  public Spec sub(Spec a, Spec b) {
    return arithmetic("sub", a, b);
  }

  @Override
  public Spec mul(Spec a, Spec b) {
    return arithmetic("mul", a, b);
  }

  @Override
  public Spec div(Spec a, Spec b) {
    expect("div", Type.F32, a);
    return arithmetic("div", a, b);
  }

  @Override
  public Spec exp(Spec x) {
    return expect("exp", Type.F32, x);
  }

  @Override
  public Spec log(Spec x) {
    return expect("log", Type.F32, x);
  }

  @Override
  public Spec sqrt(Spec x) {
    return expect("sqrt", Type.F32, x);
  }

  @Override
  public Spec tanh(Spec x) {
    return expect("tanh", Type.F32, x);
  }

  @Override
  public Spec sigmoid(Spec x) {
    return expect("sigmoid", Type.F32, x);
  }

  @Override
  public Spec relu(Spec x) {
    return expect("relu", Type.F32, x);
  }

  @Override
  public Spec erf(Spec x) {
    return expect("erf", Type.F32, x);
  }

  @Override
  public Spec greater(Spec a, Spec b) {
    return new Spec(Type.BOOL, arithmetic("greater", a, b).shape());
  }

  @Override
  public Spec equal(Spec a, Spec b) {
    return new Spec(Type.BOOL, arithmetic("equal", a, b).shape());
  }

  @Override
  public Spec cast(Spec x, Type type) {
    return new Spec(type, x.shape());
  }

  @Override
  public Spec where(Spec condition, Spec a, Spec b) {
    expect("where", Type.BOOL, condition);
    if (a.type() != b.type()) {
      throw new IllegalArgumentException("where: " + a + " or " + b + "; expected one type");
    }
    Shape choice = broadcast("where", a.shape(), b.shape());
    return new Spec(a.type(), broadcast("where", condition.shape(), choice));
  }

  @Override
  public Spec matmul(Spec a, Spec b) {
    expect("matmul", Type.F32, a);
    expect("matmul", Type.F32, b);
    int p = a.shape().rank();
    int q = b.shape().rank();
    if (p < 2 || q < 2 || !a.shape().dim(-1).equals(b.shape().dim(-2))) {
      throw new IllegalArgumentException(
          "matmul: " + a + " and " + b + "; expected [..., n, k] and [..., k, m]");
    }
    Shape outer =
        broadcast(
            "matmul",
            new Shape(a.shape().dims().subList(0, p - 2)),
            new Shape(b.shape().dims().subList(0, q - 2)));
    List<Dim> dims = new ArrayList<>(outer.dims());
    dims.add(a.shape().dim(-2));
    dims.add(b.shape().dim(-1));
    return new Spec(Type.F32, new Shape(dims));
  }

  @Override
  public Spec transpose(Spec x, int... order) {
    List<Dim> dims = new ArrayList<>();
    boolean[] seen = new boolean[x.shape().rank()];
    for (int axis : order) {
      int from = x.shape().axis(axis);
      seen[from] = true;
      dims.add(x.shape().dim(from));
    }
    for (boolean one : seen) {
      if (!one || order.length != seen.length) {
        throw new IllegalArgumentException(
            "transpose: order "
                + java.util.Arrays.toString(order)
                + " for "
                + x
                + "; expected every axis once");
      }
    }
    return new Spec(x.type(), new Shape(dims));
  }

  @Override
  public Spec reshape(Spec x, Dim... target) {
    return new Spec(x.type(), Reshaping.resolve(x.shape(), List.of(target)));
  }

  @Override
  public Spec expand(Spec x, int axis, Spec like, int likeAxis) {
    if (!x.shape().dim(axis).equals(Dim.of(1))) {
      throw new IllegalArgumentException(
          "expand: axis " + axis + " of " + x + "; expected a size of 1");
    }
    return new Spec(x.type(), x.shape().with(axis, like.shape().dim(likeAxis)));
  }

  @Override
  public Spec concat(int axis, List<Spec> parts) {
    Spec first = parts.get(0);
    Dim length = first.shape().dim(axis);
    for (Spec part : parts.subList(1, parts.size())) {
      Shape aligned =
          part.shape().rank() == first.shape().rank()
              ? part.shape().with(axis, first.shape().dim(axis))
              : part.shape();
      if (part.type() != first.type() || !aligned.equals(first.shape())) {
        throw new IllegalArgumentException(
            "concat along axis "
                + axis
                + ": "
                + first
                + " and "
                + part
                + "; expected one type and equal other dimensions");
      }
      length = length.plus(part.shape().dim(axis));
    }
    return new Spec(first.type(), first.shape().with(axis, length));
  }

  @Override
  public Spec slice(Spec x, int axis, int begin, int end) {
    Dim size = x.shape().dim(axis);
    Dim length;
    if (size.isNumber()) {
      int n = size.number();
      int from = Math.min(begin < 0 ? begin + n : begin, n);
      int to = Math.min(end < 0 ? end + n : end, n);
      length = to < from || from < 0 ? null : Dim.of(to - from);
    } else if (begin >= 0 && end == END) {
      length = size.plus(-begin);
    } else if (begin >= 0 && end < 0) {
      length = size.plus((long) end - begin);
    } else if (begin < 0 && end == END) {
      length = Dim.of(-(long) begin);
    } else {
      length =
          Integer.signum(begin) * Integer.signum(end) < 0 || end < begin
              ? null
              : Dim.of((long) end - begin);
    }
    if (length == null) {
      throw new IllegalArgumentException(
          "slice: " + begin + " to " + end + " of axis " + axis + " of " + x);
    }
    return new Spec(x.type(), x.shape().with(axis, length));
  }

  @Override
  public Spec gather(Spec x, int axis, Spec indices) {
    expect("gather", Type.I64, indices);
    int at = x.shape().axis(axis);
    List<Dim> dims = new ArrayList<>(x.shape().dims().subList(0, at));
    dims.addAll(indices.shape().dims());
    dims.addAll(x.shape().dims().subList(at + 1, x.shape().rank()));
    return new Spec(x.type(), new Shape(dims));
  }

  @Override
  public Spec iota(Spec like, int axis) {
    return new Spec(Type.I64, Shape.of(like.shape().dim(axis)));
  }

  @Override
  public Spec foldRows(Spec x) {
    if (x.shape().rank() < 2) {
      throw new IllegalArgumentException("foldRows: " + x + "; expected [B, F, ...]");
    }
    List<Dim> dims = new ArrayList<>();
    dims.add(x.shape().dim(0).times(x.shape().dim(1)));
    dims.addAll(x.shape().dims().subList(2, x.shape().rank()));
    return new Spec(x.type(), new Shape(dims));
  }

  @Override
  public Spec unfoldRows(Spec x, Spec like) {
    if (like.shape().rank() < 2
        || !x.shape().dim(0).equals(like.shape().dim(0).times(like.shape().dim(1)))) {
      throw new IllegalArgumentException(
          "unfoldRows: " + x + " like " + like + "; expected [B*F, ...] and [B, F, ...]");
    }
    List<Dim> dims = new ArrayList<>(like.shape().dims().subList(0, 2));
    dims.addAll(x.shape().dims().subList(1, x.shape().rank()));
    return new Spec(x.type(), new Shape(dims));
  }

  @Override
  public Spec sum(Spec x, int... axes) {
    return reduce("sum", x, axes);
  }

  @Override
  public Spec mean(Spec x, int... axes) {
    return reduce("mean", x, axes);
  }

  @Override
  public Spec max(Spec x, int... axes) {
    return reduce("max", x, axes);
  }

  @Override
  public Spec convolution(Spec x, Spec weight, @Nullable Spec bias, Convolution geometry) {
    int axes = geometry.axes();
    Shape from = x.shape();
    Shape kernel = weight.shape();
    if (from.rank() != axes + 2
        || kernel.rank() != axes + 2
        || kernel.dim(1).number() * geometry.groups() != from.dim(1).number()
        || kernel.dim(0).number() % geometry.groups() != 0
        || (bias != null && !bias.shape().equals(Shape.of(kernel.dim(0))))) {
      throw new IllegalArgumentException(
          "convolution: "
              + x
              + " by weight "
              + weight
              + ", bias "
              + bias
              + ", "
              + geometry
              + "; expected [B, C, ...], [out, C / groups, kernel ...] and [out]");
    }
    List<Dim> dims = new ArrayList<>(List.of(from.dim(0), kernel.dim(0)));
    for (int i = 0; i < axes; i++) {
      dims.add(
          from.dim(2 + i)
              .windows(
                  kernel.dim(2 + i).number(),
                  geometry.stride().get(i),
                  geometry.padding().get(i),
                  geometry.dilation().get(i)));
    }
    return new Spec(Type.F32, new Shape(dims));
  }

  @Override
  public Spec pool(Spec x, Pooling geometry) {
    expect("pool", Type.F32, x);
    if (x.shape().rank() != geometry.axes() + 2) {
      throw new IllegalArgumentException("pool: " + x + " with " + geometry);
    }
    Shape shape = x.shape();
    for (int i = 0; i < geometry.axes(); i++) {
      Dim windows =
          x.shape()
              .dim(2 + i)
              .windows(
                  geometry.size().get(i), geometry.stride().get(i), geometry.padding().get(i), 1);
      shape = shape.with(2 + i, windows);
    }
    return new Spec(Type.F32, shape);
  }

  @Override
  public Spec stopGradient(Spec x) {
    return x;
  }

  private static Spec arithmetic(String operation, Spec a, Spec b) {
    if (a.type() != b.type() || a.type() == Type.BOOL) {
      throw new IllegalArgumentException(
          operation + ": " + a + " and " + b + "; expected two F32 or two I64 values");
    }
    return new Spec(a.type(), broadcast(operation, a.shape(), b.shape()));
  }

  private static Spec expect(String operation, Type type, Spec x) {
    if (x.type() != type) {
      throw new IllegalArgumentException(
          operation + ": " + x + "; expected a value of type " + type);
    }
    return x;
  }

  private static Spec reduce(String operation, Spec x, int... axes) {
    expect(operation, Type.F32, x);
    Shape shape = x.shape();
    for (int axis : axes) {
      shape = shape.with(axis, Dim.of(1));
    }
    return new Spec(Type.F32, shape);
  }
}
