package dev.emotion4j.testkit;

import static dev.emotion4j.testkit.Env.shape;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Type;
import java.util.List;
import java.util.stream.Stream;

/** One small network per primitive operation and per way of using it, convolution aside. */
final class PrimitiveCases {
  private static final Dim TOKENS = Dim.symbol("tokens");
  private static final String X = "x f32 batch tokens 4";
  private static final String Y = "y f32 batch tokens 4";
  private static final String SMALL = "x f32 batch 6";

  private PrimitiveCases() {}

  static Stream<OpCase> all() {
    return Stream.of(
            arithmetic(),
            functions(),
            comparisons(),
            casts(),
            choices(),
            products(),
            shapes(),
            repeats(),
            cuts(),
            picks(),
            frames(),
            reductions(),
            constants())
        .flatMap(List::stream);
  }

  private static List<OpCase> arithmetic() {
    return List.of(
        OpCase.of("add of equal shapes", e -> e.o.add(e.x(), e.y()), X, Y),
        OpCase.of("add broadcasts a vector", e -> e.o.add(e.x(), e.parameter("b", 4)), X),
        OpCase.of("add broadcasts on the left", e -> e.o.add(e.parameter("b", 4), e.x()), X),
        OpCase.of(
            "add broadcasts both ways",
            e -> e.o.add(e.x(), e.y()),
            "x f32 batch 1 4",
            "y f32 batch 3 1"),
        OpCase.of("add broadcasts a scalar", e -> e.o.add(e.x(), e.o.scalar(0.7)), X),
        OpCase.of("add of integers", e -> e.o.add(e.x(), e.y()), "x i64 batch 3", "y i64 batch 3"),
        OpCase.of("sub keeps its order", e -> e.o.sub(e.x(), e.y()), X, Y),
        OpCase.of("sub of integers", e -> e.o.sub(e.x(), e.y()), "x i64 batch 3", "y i64 batch 1"),
        OpCase.of("mul broadcasts", e -> e.o.mul(e.x(), e.y()), X, "y f32 batch 1 4"),
        OpCase.of("mul of integers", e -> e.o.mul(e.x(), e.longs(shape(1), -3)), "x i64 batch 3"),
        OpCase.of(
            "div keeps its order",
            e -> e.o.div(e.x(), e.o.add(e.o.square(e.y()), e.o.scalar(0.5))),
            X,
            Y),
        OpCase.of("div by a scalar", e -> e.o.div(e.x(), e.o.scalar(3)), X));
  }

  private static List<OpCase> functions() {
    return List.of(
        OpCase.of("exp", e -> e.o.exp(e.x()), SMALL),
        OpCase.of("log", e -> e.o.log(e.o.add(e.o.square(e.x()), e.o.scalar(0.1))), SMALL),
        OpCase.of("sqrt", e -> e.o.sqrt(e.o.square(e.x())), SMALL),
        OpCase.of("tanh", e -> e.o.tanh(e.x()), SMALL),
        OpCase.of("tanh of large values", e -> e.o.tanh(e.o.scale(e.x(), 50)), SMALL),
        OpCase.of("sigmoid", e -> e.o.sigmoid(e.x()), SMALL),
        OpCase.of("sigmoid of large values", e -> e.o.sigmoid(e.o.scale(e.x(), 100)), SMALL),
        OpCase.of("relu", e -> e.o.relu(e.x()), SMALL),
        OpCase.of("erf", e -> e.o.erf(e.x()), SMALL),
        OpCase.of("erf of large values", e -> e.o.erf(e.o.scale(e.x(), 5)), SMALL),
        OpCase.of("erf of small values", e -> e.o.erf(e.o.scale(e.x(), 0.01)), SMALL),
        OpCase.of("stopGradient returns its operand", e -> e.o.stopGradient(e.x()), SMALL));
  }

  private static List<OpCase> comparisons() {
    return List.of(
        OpCase.of("greater", e -> e.o.greater(e.x(), e.y()), X, "y f32 batch 1 4"),
        OpCase.of("greater of equal values is false", e -> e.o.greater(e.x(), e.x()), X),
        OpCase.of(
            "greater of integers",
            e -> e.o.greater(e.x(), e.y()),
            "x i64 batch 5",
            "y i64 batch 1"),
        OpCase.of("equal", e -> e.o.equal(e.x(), e.o.relu(e.x())), X),
        OpCase.of(
            "equal of integers", e -> e.o.equal(e.x(), e.y()), "x i64 batch 5", "y i64 batch 1"),
        OpCase.of("and", e -> e.o.and(e.x(), e.y()), "x bool batch 5", "y bool batch 5"),
        OpCase.of("not", e -> e.o.not(e.x()), "x bool batch 5"));
  }

  private static List<OpCase> casts() {
    return List.of(
        OpCase.of(
            "cast to integers rounds towards zero",
            e -> e.o.cast(e.o.scale(e.x(), 4), Type.I64),
            SMALL),
        OpCase.of("cast of integers to floats", e -> e.o.cast(e.x(), Type.F32), "x i64 batch 5"),
        OpCase.of("cast of truth to floats", e -> e.o.cast(e.x(), Type.F32), "x bool batch 5"),
        OpCase.of("cast of truth to integers", e -> e.o.cast(e.x(), Type.I64), "x bool batch 5"),
        OpCase.of("cast to truth is not-zero", e -> e.o.cast(e.o.relu(e.x()), Type.BOOL), SMALL),
        OpCase.of("cast of integers to truth", e -> e.o.cast(e.x(), Type.BOOL), "x i64 batch 5"));
  }

  private static List<OpCase> choices() {
    return List.of(
        OpCase.of(
            "where chooses between values",
            e -> e.o.where(e.in("c"), e.x(), e.y()),
            X,
            Y,
            "c bool batch tokens 4"),
        OpCase.of(
            "where broadcasts its condition",
            e -> e.o.where(e.o.unsqueeze(e.in("c"), -1), e.x(), e.o.scalar(-2)),
            X,
            "c bool batch tokens"),
        OpCase.of(
            "where broadcasts its values",
            e -> e.o.where(e.in("c"), e.parameter("a", 4), e.parameter("b", 1)),
            "c bool batch 4"),
        OpCase.of(
            "where of integers",
            e -> e.o.where(e.in("c"), e.x(), e.longs(shape(1), -7)),
            "x i64 batch 4",
            "c bool batch 4"),
        OpCase.of(
            "where hides NaN and infinity",
            e -> {
              Object nan = e.o.log(e.o.sub(e.o.scalar(-1), e.o.square(e.x())));
              Object infinity = e.o.exp(e.o.add(e.o.square(e.x()), e.o.scalar(1000)));
              Object never = e.o.greater(e.o.scalar(0), e.o.square(e.x()));
              return e.o.add(
                  e.o.where(never, nan, e.x()), e.o.where(e.o.not(never), e.o.scalar(0), infinity));
            },
            X));
  }

  private static List<OpCase> products() {
    return List.of(
        OpCase.of(
            "matmul keeps its order",
            e -> e.o.matmul(e.x(), e.y()),
            "x f32 batch 4 4",
            "y f32 batch 4 4"),
        OpCase.of("matmul by a parameter", e -> e.o.matmul(e.x(), e.parameter("w", 4, 3)), X),
        OpCase.of(
            "matmul of a parameter and a batch",
            e -> e.o.matmul(e.parameter("w", 3, 5), e.x()),
            "x f32 batch 5 2"),
        OpCase.of("matmul of rows", e -> e.o.matmul(e.x(), e.parameter("w", 6, 3)), SMALL),
        OpCase.of(
            "matmul over symbols",
            e -> e.o.matmul(e.x(), e.o.transpose(e.y(), 0, 2, 1)),
            X,
            "y f32 batch others 4"),
        OpCase.of(
            "matmul broadcasts the outer axes",
            e -> e.o.matmul(e.x(), e.y()),
            "x f32 batch 2 tokens 4",
            "y f32 batch 1 4 3"),
        OpCase.of(
            "matmul of two parameters",
            e -> e.o.matmul(e.x(), e.o.matmul(e.parameter("a", 6, 2), e.parameter("b", 2, 6))),
            SMALL));
  }

  private static List<OpCase> shapes() {
    return List.of(
        OpCase.of("transpose", e -> e.o.transpose(e.x(), 0, 2, 1), X),
        OpCase.of(
            "transpose of a cycle",
            e -> e.o.transpose(e.x(), 0, 2, 3, 1),
            "x f32 batch 2 tokens 3"),
        OpCase.of(
            "transpose with negative axes",
            e -> e.o.transpose(e.x(), 0, -1, -2, 1),
            "x f32 batch 2 tokens 3"),
        OpCase.of("transpose of integers", e -> e.o.transpose(e.x(), 0, 2, 1), "x i64 batch 2 3"),
        OpCase.of(
            "reshape splits heads",
            e -> e.o.reshape(e.x(), Input.BATCH, TOKENS, Dim.of(2), Dim.of(2)),
            X),
        OpCase.of(
            "reshape is no transpose",
            e -> e.o.reshape(e.x(), Input.BATCH, Dim.of(3), Dim.of(2)),
            "x f32 batch 2 3"),
        OpCase.of("reshape to the rest", e -> e.o.reshape(e.x(), Input.BATCH, Dim.REST), X),
        OpCase.of("reshape with the rest first", e -> e.o.reshape(e.x(), Dim.REST, Dim.of(4)), X),
        OpCase.of(
            "reshape with the rest between",
            e -> e.o.reshape(e.x(), Input.BATCH, Dim.REST, Dim.of(2)),
            "x f32 batch 2 3 2"),
        OpCase.of(
            "reshape names symbols in another order",
            e -> e.o.reshape(e.x(), TOKENS, Input.BATCH, Dim.of(4)),
            X),
        OpCase.of(
            "reshape of a parameter",
            e -> e.o.add(e.x(), e.o.reshape(e.parameter("p", 2, 3), Dim.of(6))),
            SMALL),
        OpCase.of(
            "reshape of truth values",
            e -> e.o.reshape(e.x(), Input.BATCH, Dim.of(1), Dim.of(4)),
            "x bool batch 4"),
        OpCase.of("unsqueeze", e -> e.o.unsqueeze(e.o.unsqueeze(e.x(), 1), -1), X),
        OpCase.of("squeeze", e -> e.o.squeeze(e.x(), 1), "x f32 batch 1 tokens"));
  }

  private static List<OpCase> repeats() {
    return List.of(
        OpCase.of(
            "expand to the batch", e -> e.o.expand(e.parameter("p", 1, 2, 4), 0, e.x(), 0), X),
        OpCase.of(
            "expand to the length", e -> e.o.expand(e.x(), 1, e.y(), 1), "x f32 batch 1 4", Y),
        OpCase.of(
            "expand of the last axis", e -> e.o.expand(e.x(), -1, e.y(), -2), "x f32 batch 3 1", Y),
        OpCase.of(
            "expand of truth values", e -> e.o.expand(e.x(), 1, e.y(), 1), "x bool batch 1 4", Y),
        OpCase.of(
            "concat of a class token",
            e -> e.o.concat(1, List.of(e.o.expand(e.parameter("p", 1, 1, 4), 0, e.x(), 0), e.x())),
            X),
        OpCase.of(
            "concat of three along the last axis",
            e -> e.o.concat(-1, List.of(e.x(), e.y(), e.x())),
            X,
            "y f32 batch tokens 2"),
        OpCase.of(
            "concat of two lengths",
            e -> e.o.concat(1, List.of(e.x(), e.y())),
            X,
            "y f32 batch others 4"),
        OpCase.of(
            "concat of integers",
            e -> e.o.concat(1, List.of(e.x(), e.y())),
            "x i64 batch 2",
            "y i64 batch tokens"),
        OpCase.of(
            "concat of truth values",
            e -> e.o.concat(1, List.of(e.x(), e.y())),
            "x bool batch 2",
            "y bool batch tokens"));
  }

  private static List<OpCase> cuts() {
    return List.of(
        OpCase.of("slice of the first", e -> e.o.slice(e.x(), 1, 0, 1), X),
        OpCase.of("slice of the last", e -> e.o.slice(e.x(), 1, -1, Ops.END), X),
        OpCase.of("slice without the first", e -> e.o.slice(e.x(), 1, 1, Ops.END), X),
        OpCase.of("slice without the last", e -> e.o.slice(e.x(), 1, 0, -1), X),
        OpCase.of("slice of the last but one", e -> e.o.slice(e.x(), 1, -2, -1), X),
        OpCase.of("slice of a fixed axis", e -> e.o.slice(e.x(), -1, 1, 3), X),
        OpCase.of("slice of a fixed axis from the end", e -> e.o.slice(e.x(), -1, -3, -1), X),
        OpCase.of("slice of integers", e -> e.o.slice(e.x(), 1, 1, 2), "x i64 batch 3"),
        OpCase.of("slice of truth values", e -> e.o.slice(e.x(), 1, 1, Ops.END), "x bool batch 3"),
        OpCase.of(
            "slice of a parameter",
            e -> e.o.add(e.x(), e.o.slice(e.parameter("p", 9, 6), 0, 2, 3)),
            SMALL));
  }

  private static List<OpCase> picks() {
    return List.of(
        OpCase.of(
            "gather of rows of a table",
            e -> e.o.gather(e.parameter("t", 5, 3), 0, e.x()),
            "x i64 batch tokens"),
        OpCase.of(
            "gather along an inner axis",
            e -> e.o.gather(e.x(), 1, e.longs(shape(3), 2, 0, 2)),
            "x f32 batch 3 4"),
        OpCase.of(
            "gather along the last axis",
            e -> e.o.gather(e.x(), -1, e.longs(shape(2, 2), 3, 0, 1, 1)),
            X),
        OpCase.of(
            "gather by a scalar removes the axis",
            e -> e.o.gather(e.x(), 1, e.longs(shape(), 0)),
            X),
        OpCase.of(
            "gather of integers",
            e -> e.o.gather(e.longs(shape(5), 9, 8, 7, 6, 5), 0, e.x()),
            "x i64 batch tokens"),
        OpCase.of(
            "gather of truth values",
            e -> e.o.gather(e.x(), 1, e.longs(shape(2), 1, 0)),
            "x bool batch 3"),
        OpCase.of(
            "iota counts a length", e -> e.o.add(e.o.iota(e.x(), 1), e.y()), X, "y i64 batch 1"),
        OpCase.of(
            "iota makes a mask of lengths",
            e -> e.o.greater(e.y(), e.o.iota(e.x(), -2)),
            X,
            "y i64 batch 1"),
        OpCase.of(
            "iota of a fixed axis", e -> e.o.add(e.o.iota(e.x(), -1), e.y()), X, "y i64 batch 1"));
  }

  private static List<OpCase> frames() {
    String frames = "x f32 batch frames 4";
    return List.of(
        OpCase.of("foldRows", e -> e.o.foldRows(e.x()), frames),
        OpCase.of("foldRows of a fixed axis", e -> e.o.foldRows(e.x()), "x f32 batch 3 4"),
        OpCase.of("foldRows of two axes", e -> e.o.foldRows(e.x()), "x i64 batch frames"),
        OpCase.of("unfoldRows", e -> e.o.unfoldRows(e.o.foldRows(e.x()), e.x()), frames),
        OpCase.of(
            "unfoldRows after work on the frames",
            e ->
                e.o.unfoldRows(
                    e.o.sum(e.o.matmul(e.o.foldRows(e.x()), e.parameter("w", 4, 3)), 1), e.x()),
            "x f32 batch frames 2 4"));
  }

  private static List<OpCase> reductions() {
    String four = "x f32 batch 3 tokens 2";
    return List.of(
        OpCase.of("sum over the last axis", e -> e.o.sum(e.x(), -1), X),
        OpCase.of("sum over a length", e -> e.o.sum(e.x(), 1), X),
        OpCase.of("sum over two axes", e -> e.o.sum(e.x(), 1, -1), four),
        OpCase.of("sum over everything", e -> e.o.sum(e.x(), 0, 1, 2), X),
        OpCase.of("mean over the last axis", e -> e.o.mean(e.x(), -1), X),
        OpCase.of("mean over a length", e -> e.o.mean(e.x(), 1), X),
        OpCase.of("mean over two axes", e -> e.o.mean(e.x(), -2, -1), four),
        OpCase.of("mean over the batch", e -> e.o.mean(e.x(), 0), SMALL),
        OpCase.of("max over the last axis", e -> e.o.max(e.x(), -1), X),
        OpCase.of("max of negative values", e -> e.o.max(e.o.sub(e.x(), e.o.scalar(9)), 1), X),
        OpCase.of("max over two axes", e -> e.o.max(e.x(), 1, 3), four));
  }

  private static List<OpCase> constants() {
    return List.of(
        OpCase.of(
            "constant floats",
            e -> e.o.mul(e.x(), e.floats(shape(2, 3), 1, -2, 0.5f, 1e-9f, 1e9f, 7)),
            "x f32 batch 2 3"),
        OpCase.of(
            "constant integers beyond 32 bits",
            e -> e.o.add(e.x(), e.longs(shape(2), 5_000_000_000L, -1)),
            "x i64 batch 2"),
        OpCase.of(
            "constant truth values",
            e -> e.o.and(e.x(), e.truths(shape(3), true, false, true)),
            "x bool batch 3"),
        OpCase.of(
            "constant scalar integer", e -> e.o.mul(e.x(), e.longs(shape(), 4)), "x i64 batch 2"));
  }
}
