package dev.emotion4j.math;

import org.jspecify.annotations.Nullable;

/** Convolution and pooling of {@link Reference}; one spatial axis is treated as a height of 1. */
final class Windows {
  private Windows() {}

  static NdArray convolution(
      NdArray x, NdArray weight, double @Nullable [] bias, Convolution geometry, int[] target) {
    int[] in = planes(x.shape());
    int[] kernel = planes(weight.shape());
    int[] out = planes(target);
    int[] stride = pair(geometry.stride(), 1);
    int[] padding = pair(geometry.padding(), 0);
    int[] dilation = pair(geometry.dilation(), 1);
    int perGroup = out[1] / geometry.groups();
    double[] result = new double[NdArray.elements(target)];
    for (int b = 0, to = 0; b < out[0]; b++) {
      for (int o = 0; o < out[1]; o++) {
        int firstChannel = o / perGroup * kernel[1];
        for (int h = 0; h < out[2]; h++) {
          for (int w = 0; w < out[3]; w++, to++) {
            double total = bias == null ? 0 : bias[o];
            for (int c = 0; c < kernel[1]; c++) {
              for (int i = 0; i < kernel[2]; i++) {
                int row = h * stride[0] - padding[0] + i * dilation[0];
                if (row < 0 || row >= in[2]) {
                  continue;
                }
                for (int j = 0; j < kernel[3]; j++) {
                  int column = w * stride[1] - padding[1] + j * dilation[1];
                  if (column >= 0 && column < in[3]) {
                    int from = ((b * in[1] + firstChannel + c) * in[2] + row) * in[3] + column;
                    int tap = ((o * kernel[1] + c) * kernel[2] + i) * kernel[3] + j;
                    total += x.data()[from] * weight.data()[tap];
                  }
                }
              }
            }
            result[to] = total;
          }
        }
      }
    }
    return new NdArray(target, result);
  }

  static NdArray pool(NdArray x, Pooling geometry, int[] target) {
    int[] in = planes(x.shape());
    int[] out = planes(target);
    int[] size = pair(geometry.size(), 1);
    int[] stride = pair(geometry.stride(), 1);
    int[] padding = pair(geometry.padding(), 0);
    boolean max = geometry.kind() == Pooling.Kind.MAX;
    double[] result = new double[NdArray.elements(target)];
    for (int plane = 0, to = 0; plane < out[0] * out[1]; plane++) {
      for (int h = 0; h < out[2]; h++) {
        for (int w = 0; w < out[3]; w++, to++) {
          double total = max ? Double.NEGATIVE_INFINITY : 0;
          int count = 0;
          for (int i = 0; i < size[0]; i++) {
            int row = h * stride[0] - padding[0] + i;
            for (int j = 0; j < size[1]; j++) {
              int column = w * stride[1] - padding[1] + j;
              if (row >= 0 && row < in[2] && column >= 0 && column < in[3]) {
                double value = x.data()[(plane * in[2] + row) * in[3] + column];
                total = max ? Math.max(total, value) : total + value;
                count++;
              }
            }
          }
          result[to] = max ? total : total / count;
        }
      }
    }
    return new NdArray(target, result);
  }

  private static int[] planes(int[] shape) {
    return shape.length == 4 ? shape : new int[] {shape[0], shape[1], 1, shape[2]};
  }

  private static int[] pair(java.util.List<Integer> values, int missing) {
    return values.size() == 2
        ? new int[] {values.get(0), values.get(1)}
        : new int[] {missing, values.get(0)};
  }
}
