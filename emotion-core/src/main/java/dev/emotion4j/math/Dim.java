package dev.emotion4j.math;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One dimension of a shape: a number, or a symbol (batch, tokens ...) plus a number. Immutable.
 *
 * <p>Symbols are compared by name, and the operations that change a symbolic length name their
 * result after what they did ({@code tokens+1}, {@code (samples-5)/2+1}), so that two convolutions
 * of one geometry give equal dimensions and a residual connection type-checks.
 */
public final class Dim {
  /** In the target of a reshape: whatever is left. At most one per reshape. */
  public static final Dim REST = new Dim("?", 0);

  private final @Nullable String symbol;
  private final long offset;

  private Dim(@Nullable String symbol, long offset) {
    this.symbol = symbol;
    this.offset = offset;
  }

  /** Returns a fixed dimension of {@code size} elements, 0 or more. */
  public static Dim of(long size) {
    if (size < 0) {
      throw new IllegalArgumentException(
          "a dimension of " + size + " elements; expected 0 or more");
    }
    return new Dim(null, size);
  }

  /** Returns a dimension known only at run time, for example {@code symbol("batch")}. */
  public static Dim symbol(String name) {
    if (name.isBlank() || name.equals("?")) {
      throw new IllegalArgumentException(
          "a dimension's name is empty; expected for example 'batch'");
    }
    return new Dim(name, 0);
  }

  /** Returns whether the size is known without running anything. */
  public boolean isNumber() {
    return symbol == null;
  }

  /**
   * Returns the fixed size.
   *
   * @throws IllegalStateException if this dimension is symbolic
   */
  public int number() {
    if (symbol != null) {
      throw new IllegalStateException(
          "dimension '" + this + "' is known only at run time; a fixed size is needed here");
    }
    return Math.toIntExact(offset);
  }

  /** Returns the symbol without the number added to it; a fixed dimension gives 0. */
  public Dim base() {
    return new Dim(symbol, 0);
  }

  /** Returns the number added to the symbol; a fixed dimension gives its size. */
  public long offset() {
    return offset;
  }

  /** Returns this dimension lengthened (or, if negative, shortened) by {@code count}. */
  public Dim plus(long count) {
    return symbol == null ? of(offset + count) : new Dim(symbol, offset + count);
  }

  /** Returns the sum of both, the length of a concatenation. */
  public Dim plus(Dim other) {
    if (other.symbol == null) {
      return plus(other.offset);
    }
    if (symbol == null) {
      return other.plus(offset);
    }
    return new Dim("(" + symbol + "+" + other.symbol + ")", offset + other.offset);
  }

  /** Returns the product of both, the length of two axes merged into one. */
  public Dim times(Dim other) {
    if (symbol == null && other.symbol == null) {
      return of(Math.multiplyExact(offset, other.offset));
    }
    if (symbol == null) {
      return other.times(this);
    }
    if (other.symbol == null && other.offset == 1) {
      return this;
    }
    return new Dim("(" + this + ")*(" + other + ")", 0);
  }

  /**
   * Returns how many windows fit: {@code floor((n + 2 padding - dilation (kernel - 1) - 1) /
   * stride) + 1}, the output length of a convolution or a pooling.
   */
  public Dim windows(int kernel, int stride, int padding, int dilation) {
    long change = 2L * padding - (long) dilation * (kernel - 1) - 1;
    if (symbol == null) {
      long span = offset + change;
      if (span < 0) {
        throw new IllegalArgumentException(
            "a window of "
                + kernel
                + " (dilation "
                + dilation
                + ", padding "
                + padding
                + ") does not fit into "
                + offset
                + " elements");
      }
      return of(span / stride + 1);
    }
    Dim span = plus(change);
    return stride == 1 ? span.plus(1) : new Dim("(" + span + ")/" + stride, 1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Dim that
        && offset == that.offset
        && Objects.equals(symbol, that.symbol);
  }

  @Override
  public int hashCode() {
    return Objects.hash(symbol, offset);
  }

  @Override
  public String toString() {
    if (symbol == null) {
      return Long.toString(offset);
    }
    return offset == 0 ? symbol : symbol + (offset > 0 ? "+" : "") + offset;
  }
}
