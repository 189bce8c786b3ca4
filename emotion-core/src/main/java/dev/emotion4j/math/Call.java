package dev.emotion4j.math;

import java.util.List;

/** One recorded operation with its settings: what a {@link Graph.Node} does to its operands. */
interface Call {
  /** Performs the operation on another interpreter. */
  <T> T on(Ops<T> ops, List<T> in);

  /** Operations without settings. */
  enum Plain implements Call {
    ADD,
    SUB,
    MUL,
    DIV,
    EXP,
    LOG,
    SQRT,
    TANH,
    SIGMOID,
    RELU,
    ERF,
    GREATER,
    EQUAL,
    WHERE,
    MATMUL,
    FOLD_ROWS,
    UNFOLD_ROWS,
    STOP_GRADIENT,
    LINEAR,
    GELU,
    EMBEDDING;

    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      T a = in.get(0);
      return switch (this) {
        case ADD -> ops.add(a, in.get(1));
        case SUB -> ops.sub(a, in.get(1));
        case MUL -> ops.mul(a, in.get(1));
        case DIV -> ops.div(a, in.get(1));
        case EXP -> ops.exp(a);
        case LOG -> ops.log(a);
        case SQRT -> ops.sqrt(a);
        case TANH -> ops.tanh(a);
        case SIGMOID -> ops.sigmoid(a);
        case RELU -> ops.relu(a);
        case ERF -> ops.erf(a);
        case GREATER -> ops.greater(a, in.get(1));
        case EQUAL -> ops.equal(a, in.get(1));
        case WHERE -> ops.where(a, in.get(1), in.get(2));
        case MATMUL -> ops.matmul(a, in.get(1));
        case FOLD_ROWS -> ops.foldRows(a);
        case UNFOLD_ROWS -> ops.unfoldRows(a, in.get(1));
        case STOP_GRADIENT -> ops.stopGradient(a);
        case LINEAR -> ops.linear(a, in.get(1), in.size() > 2 ? in.get(2) : null);
        case GELU -> ops.gelu(a);
        case EMBEDDING -> ops.embedding(a, in.get(1));
      };
    }
  }

  /** A fixed value. */
  record Constant(Tensor value) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.constant(value);
    }
  }

  /** A conversion. */
  record Cast(Type type) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.cast(in.get(0), type);
    }
  }

  /** A reordering of axes. */
  record Transpose(List<Integer> order) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.transpose(in.get(0), ints(order));
    }
  }

  /**
   * A reshape. Symbols are kept as axes of the operand, so that the recording also runs where
   * shapes are numbers.
   *
   * @param target numbers and {@link Dim#REST}; entries that name an axis are ignored
   * @param axes per entry the operand's axis whose size it takes, or -1
   */
  record Reshape(List<Dim> target, List<Integer> axes) implements Call {
    static Reshape of(Shape from, Dim... target) {
      List<Integer> axes =
          java.util.Arrays.stream(target)
              .map(d -> d.isNumber() || d == Dim.REST ? -1 : from.dims().indexOf(d))
              .toList();
      return new Reshape(List.of(target), axes);
    }

    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      Dim[] dims = new Dim[target.size()];
      for (int i = 0; i < dims.length; i++) {
        int axis = axes.get(i);
        dims[i] = axis < 0 ? target.get(i) : ops.shape(in.get(0)).dim(axis);
      }
      return ops.reshape(in.get(0), dims);
    }
  }

  /** A repetition along an axis. */
  record Expand(int axis, int likeAxis) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.expand(in.get(0), axis, in.get(1), likeAxis);
    }
  }

  /** A joining along an axis. */
  record Concat(int axis) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.concat(axis, in);
    }
  }

  /** A cut along an axis. */
  record Slice(int axis, int begin, int end) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.slice(in.get(0), axis, begin, end);
    }
  }

  /** A choice along an axis. */
  record Gather(int axis) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.gather(in.get(0), axis, in.get(1));
    }
  }

  /** The numbers 0, 1, 2 ... */
  record Iota(int axis) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.iota(in.get(0), axis);
    }
  }

  /** A reduction. */
  record Reduce(Kind kind, List<Integer> axes) implements Call {
    /** What elements are reduced to. */
    enum Kind {
      SUM,
      MEAN,
      MAX
    }

    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      int[] over = ints(axes);
      return switch (kind) {
        case SUM -> ops.sum(in.get(0), over);
        case MEAN -> ops.mean(in.get(0), over);
        case MAX -> ops.max(in.get(0), over);
      };
    }
  }

  /** A convolution; the third operand, if there, is the bias. */
  record Convolve(Convolution geometry) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.convolution(in.get(0), in.get(1), in.size() > 2 ? in.get(2) : null, geometry);
    }
  }

  /** A pooling. */
  record Pool(Pooling geometry) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.pool(in.get(0), geometry);
    }
  }

  /** A layer norm: x, gain, bias. */
  record LayerNorm(double epsilon) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.layerNorm(in.get(0), in.get(1), in.get(2), epsilon);
    }
  }

  /** A group norm: x, gain, bias. */
  record GroupNorm(int groups, double epsilon) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.groupNorm(in.get(0), groups, in.get(1), in.get(2), epsilon);
    }
  }

  /** A softmax or its logarithm. */
  record Softmax(int axis, boolean log) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return log ? ops.logSoftmax(in.get(0), axis) : ops.softmax(in.get(0), axis);
    }
  }

  /** An attention: query, key, value and, if there, the mask. */
  record Attention(double dropout) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.attention(
          in.get(0), in.get(1), in.get(2), in.size() > 3 ? in.get(3) : null, dropout);
    }
  }

  /** A dropout. */
  record Dropout(double rate) implements Call {
    @Override
    public <T> T on(Ops<T> ops, List<T> in) {
      return ops.dropout(in.get(0), rate);
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
