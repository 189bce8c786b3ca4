package dev.emotion4j.math;

/** The heads of an attention, which share one width. Stateless. */
public final class Heads {
  private Heads() {}

  /** Splits {@code [batch, steps, width]} into {@code [batch, heads, steps, width / heads]}. */
  public static <T> T split(Ops<T> ops, T x, int heads) {
    Shape shape = ops.shape(x);
    Dim each = Dim.of(shape.dim(2).number() / heads);
    return ops.transpose(
        ops.reshape(x, shape.dim(0), shape.dim(1), Dim.of(heads), each), 0, 2, 1, 3);
  }

  /** Joins {@code [batch, heads, steps, width]} into {@code [batch, steps, heads * width]}. */
  public static <T> T join(Ops<T> ops, T x) {
    T back = ops.transpose(x, 0, 2, 1, 3);
    Shape shape = ops.shape(back);
    int width = Math.multiplyExact(shape.dim(2).number(), shape.dim(3).number());
    return ops.reshape(back, shape.dim(0), shape.dim(1), Dim.of(width));
  }
}
