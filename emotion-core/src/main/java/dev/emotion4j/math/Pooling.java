package dev.emotion4j.math;

import java.util.Collections;
import java.util.List;

/**
 * The geometry of a pooling, one number per spatial axis (1 or 2). An average counts real elements
 * only, never the padding; a maximum ignores the padding.
 *
 * @param kind maximum or average
 * @param size the window
 * @param stride the step between windows
 * @param padding the elements added on both sides, less than the window
 */
public record Pooling(Kind kind, List<Integer> size, List<Integer> stride, List<Integer> padding) {
  /** What a window is reduced to. */
  public enum Kind {
    /** The largest element. */
    MAX,
    /** The mean of the elements. */
    AVERAGE
  }

  /** Copies the lists and checks that they agree. */
  public Pooling {
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    int axes = size.size();
    if (axes < 1 || axes > 2 || stride.size() != axes || padding.size() != axes) {
      throw new IllegalArgumentException(
          "size "
              + size
              + ", stride "
              + stride
              + ", padding "
              + padding
              + "; expected one number per spatial axis, 1 or 2 axes");
    }
    for (int i = 0; i < axes; i++) {
      if (size.get(i) < 1
          || stride.get(i) < 1
          || padding.get(i) < 0
          || padding.get(i) >= size.get(i)) {
        throw new IllegalArgumentException(
            "size "
                + size
                + ", stride "
                + stride
                + ", padding "
                + padding
                + "; expected size and stride of 1 or more and padding from 0 to size - 1");
      }
    }
  }

  /** Returns maximum pooling with square windows side by side. */
  public static Pooling max(int axes, int size) {
    return of(Kind.MAX, axes, size);
  }

  /** Returns average pooling with square windows side by side. */
  public static Pooling average(int axes, int size) {
    return of(Kind.AVERAGE, axes, size);
  }

  private static Pooling of(Kind kind, int axes, int size) {
    List<Integer> window = Collections.nCopies(axes, size);
    return new Pooling(kind, window, window, Collections.nCopies(axes, 0));
  }

  /** Returns a copy with the same stride on every axis. */
  public Pooling stride(int value) {
    return new Pooling(kind, size, Collections.nCopies(axes(), value), padding);
  }

  /** Returns a copy with the same padding on every axis. */
  public Pooling padding(int value) {
    return new Pooling(kind, size, stride, Collections.nCopies(axes(), value));
  }

  /** Returns the number of spatial axes. */
  public int axes() {
    return size.size();
  }
}
