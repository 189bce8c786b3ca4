package dev.emotion4j.testkit;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import java.util.List;

/** Loss networks that show one property of training each. */
final class LossCases {
  private LossCases() {}

  /** Two layers: {@code x [batch, 3]} against {@code y [batch, 2]}, mean squared error. */
  static Network regression() {
    return new Regression(0);
  }

  /** The same, dropping half of the hidden layer in training. */
  static Network droppingRegression() {
    return new Regression(0.5);
  }

  /** The outputs of {@link #regression} without loss. */
  static Network prediction(double dropout) {
    return new Prediction(dropout);
  }

  private static <T> T predict(Scope<T> scope, T x, double dropout) {
    Ops<T> o = scope.ops();
    T hidden = o.dropout(o.tanh(scope.linear("hidden", x, 4)), dropout);
    return scope.linear("out", hidden, 2);
  }

  private static final Input X = Input.of("x", Type.F32, Input.BATCH, Dim.of(3));
  private static final Input Y = Input.of("y", Type.F32, Input.BATCH, Dim.of(2));

  private record Prediction(double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(X);
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of("out", predict(scope, inputs.get("x"), dropout));
    }
  }

  private record Regression(double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(X, Y);
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T difference = o.sub(predict(scope, inputs.get("x"), dropout), inputs.get("y"));
      return Values.of("loss", o.mean(o.square(difference), 0, 1)); // [1, 1]
    }
  }

  /** Every parameter of {@link #regression} as an output, to see its bits. */
  static Network parameters() {
    return new Parameters();
  }

  private record Parameters() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(X);
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Initializer any = Initializer.zeros();
      return Values.of("hidden.weight", scope.parameter("hidden.weight", any, 4, 3))
          .with("hidden.bias", scope.parameter("hidden.bias", any, 4))
          .with("out.weight", scope.parameter("out.weight", any, 2, 4))
          .with("out.bias", scope.parameter("out.bias", any, 2));
    }
  }

  /** One table as embedding and, transposed, as the output layer. */
  static OpCase tied() {
    return OpCase.of(
        "tied weights",
        e -> {
          Object hidden = e.o.embedding(e.parameter("table", 5, 3), e.in("ids"));
          Object scores = e.o.linear(e.o.tanh(hidden), e.parameter("table", 5, 3), null);
          return e.o.mul(scores, e.parameter("share", 5));
        },
        "ids i64 batch tokens");
  }

  /** {@code a * stopGradient(a * b)}. */
  static OpCase stopped() {
    return OpCase.of(
        "stopped",
        e -> {
          Object a = e.o.add(e.x(), e.parameter("a", 3));
          return e.o.mul(a, e.o.stopGradient(e.o.mul(a, e.parameter("b", 3))));
        },
        "x f32 batch 3");
  }

  /** A trainable constant dropped with a rate of a quarter. */
  static OpCase dropped() {
    return OpCase.of(
        "dropped", e -> e.o.dropout(e.o.add(e.x(), e.parameter("a", 1)), 0.25), "x f32 batch 64");
  }

  /** A weight-normed convolution, whose gradient flows through the norm. */
  static OpCase weightNormed() {
    return OpCase.of(
        "weight norm",
        e -> {
          Object v = e.parameter("v", 4, 2, 3);
          Object norm = e.o.sqrt(e.o.sum(e.o.square(v), 0, 1));
          Object weight = e.o.mul(e.parameter("g", 1, 1, 3), e.o.div(v, norm));
          return e.o.convolution(e.x(), weight, null, Convolution.of(1).groups(2));
        },
        "x f32 batch 4 samples");
  }
}
