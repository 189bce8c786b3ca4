package dev.emotion4j.math;

import java.util.Collections;
import java.util.List;

/**
 * The geometry of a convolution, one number per spatial axis (1 or 2); padding is symmetric and
 * with zeros.
 *
 * @param stride the step between windows, 1 or more
 * @param padding the zeros added on both sides, 0 or more
 * @param dilation the distance between the taps of the kernel, 1 or more
 * @param groups the number of groups that the channels are split into
 */
public record Convolution(
    List<Integer> stride, List<Integer> padding, List<Integer> dilation, int groups) {
  /** Copies the lists and checks that they agree. */
  public Convolution {
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    dilation = List.copyOf(dilation);
    int axes = stride.size();
    if (axes < 1 || axes > 2 || padding.size() != axes || dilation.size() != axes) {
      throw new IllegalArgumentException(
          "stride "
              + stride
              + ", padding "
              + padding
              + ", dilation "
              + dilation
              + "; expected one number per spatial axis, 1 or 2 axes");
    }
    if (groups < 1
        || stride.stream().anyMatch(s -> s < 1)
        || dilation.stream().anyMatch(d -> d < 1)
        || padding.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException(
          "stride "
              + stride
              + ", padding "
              + padding
              + ", dilation "
              + dilation
              + ", groups "
              + groups
              + "; expected stride, dilation and groups of 1 or more, padding of 0 or more");
    }
  }

  /** Returns stride 1, no padding, no dilation, one group over this many spatial axes. */
  public static Convolution of(int axes) {
    List<Integer> ones = Collections.nCopies(axes, 1);
    return new Convolution(ones, Collections.nCopies(axes, 0), ones, 1);
  }

  /** Returns the number of spatial axes. */
  public int axes() {
    return stride.size();
  }

  /** Returns a copy with the same stride on every axis. */
  public Convolution stride(int value) {
    return new Convolution(Collections.nCopies(axes(), value), padding, dilation, groups);
  }

  /** Returns a copy with the same padding on every axis. */
  public Convolution padding(int value) {
    return new Convolution(stride, Collections.nCopies(axes(), value), dilation, groups);
  }

  /** Returns a copy with the same dilation on every axis. */
  public Convolution dilation(int value) {
    return new Convolution(stride, padding, Collections.nCopies(axes(), value), groups);
  }

  /** Returns a copy with this many groups. */
  public Convolution groups(int value) {
    return new Convolution(stride, padding, dilation, value);
  }
}
