package dev.emotion4j.testkit;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations of the reference, each class with one of them wrong. */
final class WrongOps {
  private WrongOps() {}

  static final class Swapped extends WrongBackend.Faithful {
    @Override
    public Array matmul(Array a, Array b) {
      boolean alike = shape(a).equals(shape(b));
      return alike ? super.matmul(b, a) : super.matmul(a, b);
    }
  }

  static final class SumForMean extends WrongBackend.Faithful {
    @Override
    public Array mean(Array x, int... axes) {
      return sum(x, axes);
    }
  }

  static final class Transposed extends WrongBackend.Faithful {
    @Override
    public Array reshape(Array x, Dim... target) {
      Shape from = shape(x);
      boolean swap =
          from.rank() == 3
              && target.length == 3
              && target[0].equals(from.dim(0))
              && target[1].equals(from.dim(2));
      return swap ? transpose(x, 0, 2, 1) : super.reshape(x, target);
    }
  }

  static final class Multiplied extends WrongBackend.Faithful {
    @Override
    public Array where(Array condition, Array a, Array b) {
      if (spec(a).type() != Type.F32) {
        return super.where(condition, a, b);
      }
      Array yes = cast(condition, Type.F32);
      return add(mul(yes, a), mul(sub(scalar(1), yes), b));
    }
  }

  static final class Short extends WrongBackend.Faithful {
    @Override
    public Array slice(Array x, int axis, int begin, int end) {
      return super.slice(x, axis, begin == -2 ? 0 : begin, begin == -2 ? 1 : end);
    }
  }

  static final class NoBias extends WrongBackend.Faithful {
    @Override
    public Array linear(Array x, Array weight, @Nullable Array bias) {
      return super.linear(x, weight, null);
    }
  }

  static final class LastAxis extends WrongBackend.Faithful {
    @Override
    public Array softmax(Array x, int axis) {
      return super.softmax(x, -1);
    }
  }

  static final class TanhGelu extends WrongBackend.Faithful {
    @Override
    public Array gelu(Array x) {
      Array inner = add(x, scale(mul(x, square(x)), 0.044715));
      return mul(scale(x, 0.5), add(tanh(scale(inner, Math.sqrt(2 / Math.PI))), scalar(1)));
    }
  }

  static final class NoEpsilon extends WrongBackend.Faithful {
    @Override
    public Array layerNorm(Array x, Array gain, Array bias, double epsilon) {
      return super.layerNorm(x, gain, bias, 0);
    }
  }

  static final class Unbiased extends WrongBackend.Faithful {
    @Override
    public Array layerNorm(Array x, Array gain, Array bias, double epsilon) {
      double n = shape(x).dim(-1).number();
      return super.layerNorm(x, scale(gain, Math.sqrt((n - 1) / n)), bias, epsilon);
    }
  }

  static final class NoScale extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      return super.attention(scale(q, 2), k, v, mask, dropout);
    }
  }

  static final class NoMask extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      return super.attention(q, k, v, null, dropout);
    }
  }

  static final class AddedMask extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      if (mask == null) {
        return super.attention(q, k, v, null, dropout);
      }
      Array scores =
          scale(matmul(q, transpose(k, 0, 1, 3, 2)), 1 / Math.sqrt(shape(q).dim(-1).number()));
      Array added = where(mask, scalar(0), scalar(-1e4));
      return matmul(softmax(add(scores, added), -1), v);
    }
  }

  static final class Drops extends WrongBackend.Faithful {
    @Override
    public Array dropout(Array x, double rate) {
      return scale(x, 1 - rate);
    }
  }

  static final class NoConvolutionBias extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      return super.convolution(x, w, null, geometry);
    }
  }

  static final class NoDilation extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      Array right = super.convolution(x, w, bias, geometry);
      Array wrong = super.convolution(x, w, bias, geometry.dilation(1));
      for (int axis = 2; axis < shape(right).rank(); axis++) {
        wrong = slice(wrong, axis, 0, shape(right).dim(axis).number());
      }
      return wrong;
    }
  }

  static final class NoGroups extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      Array whole = concat(1, Collections.nCopies(geometry.groups(), w));
      return super.convolution(x, whole, bias, geometry.groups(1));
    }
  }

  static final class CountsPadding extends WrongBackend.Faithful {
    @Override
    public Array pool(Array x, Pooling geometry) {
      if (geometry.kind() == Pooling.Kind.MAX || geometry.axes() != 1) {
        return super.pool(x, geometry);
      }
      return super.pool(padded(this, x, geometry.padding().get(0)), geometry.padding(0));
    }
  }

  static final class PadsZeros extends WrongBackend.Faithful {
    @Override
    public Array pool(Array x, Pooling geometry) {
      if (geometry.kind() != Pooling.Kind.MAX || geometry.axes() != 2) {
        return super.pool(x, geometry);
      }
      int padding = geometry.padding().get(0);
      Array wide = padded(this, x, padding);
      Array high = transpose(padded(this, transpose(wide, 0, 1, 3, 2), padding), 0, 1, 3, 2);
      return super.pool(high, geometry.padding(0));
    }
  }

  private static Array padded(WrongBackend.Faithful o, Array x, int padding) {
    if (padding == 0) {
      return x;
    }
    int[] shape = o.shape(x).numbers();
    shape[shape.length - 1] = padding;
    Array zeros = o.constant(Tensor.zeros(Type.F32, shape));
    return o.concat(-1, List.of(zeros, x, zeros));
  }

  static final class SharedMean extends WrongBackend.Faithful {
    @Override
    public Array groupNorm(Array x, int groups, Array gain, Array bias, double epsilon) {
      return super.groupNorm(sub(x, mean(x, 0)), groups, gain, bias, epsilon);
    }
  }
}
