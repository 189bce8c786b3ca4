package dev.emotion4j.testkit;

import static dev.emotion4j.testkit.Env.shape;

import dev.emotion4j.math.Type;
import java.util.List;
import java.util.stream.Stream;

/** Small networks of the derived operations, which an interpreter may fuse. */
final class DerivedCases {
  private static final String X = "x f32 batch tokens 4";
  private static final String QUERY = "q f32 batch 2 tokens 4";
  private static final String KEY = "k f32 batch 2 others 4";
  private static final String VALUE = "v f32 batch 2 others 3";

  private DerivedCases() {}

  static Stream<OpCase> all() {
    return Stream.of(linears(), norms(), softmaxes(), attentions(), rest()).flatMap(List::stream);
  }

  private static List<OpCase> linears() {
    return List.of(
        OpCase.of(
            "linear with bias",
            e -> e.o.linear(e.x(), e.parameter("w", 3, 4), e.parameter("b", 3)),
            X),
        OpCase.of(
            "linear with a square weight",
            e -> e.o.linear(e.x(), e.parameter("w", 4, 4), e.parameter("b", 4)),
            X),
        OpCase.of("linear without bias", e -> e.o.linear(e.x(), e.parameter("w", 3, 4), null), X),
        OpCase.of(
            "linear of rows",
            e -> e.o.linear(e.x(), e.parameter("w", 3, 6), e.parameter("b", 3)),
            "x f32 batch 6"),
        OpCase.of(
            "linear of four axes",
            e -> e.o.linear(e.x(), e.parameter("w", 3, 6), e.parameter("b", 3)),
            "x f32 batch 2 tokens 6"),
        OpCase.of(
            "linear by a computed weight",
            e ->
                e.o.linear(
                    e.x(),
                    e.o.add(
                        e.parameter("w", 3, 4),
                        e.o.scale(e.o.matmul(e.parameter("B", 3, 2), e.parameter("A", 2, 4)), 2)),
                    null),
            X));
  }

  private static OpCase groupNorm(String name, int groups, double epsilon, String input) {
    return OpCase.of(
        name,
        e -> e.o.groupNorm(e.x(), groups, e.parameter("g", 4), e.parameter("b", 4), epsilon),
        input);
  }

  private static List<OpCase> norms() {
    String line = "x f32 batch 4 samples";
    return List.of(
        OpCase.of(
            "layerNorm",
            e -> e.o.layerNorm(e.x(), e.parameter("g", 4), e.parameter("b", 4), 1e-12),
            X),
        OpCase.of(
            "layerNorm adds epsilon to the variance",
            e -> e.o.layerNorm(e.x(), e.parameter("g", 4), e.parameter("b", 4), 0.5),
            X),
        OpCase.of(
            "layerNorm of rows",
            e -> e.o.layerNorm(e.x(), e.parameter("g", 6), e.parameter("b", 6), 1e-5),
            "x f32 batch 6"),
        groupNorm("groupNorm of one group", 1, 1e-5, line),
        groupNorm("groupNorm of two groups", 2, 1e-5, line),
        groupNorm("groupNorm per channel", 4, 1e-5, line),
        groupNorm("groupNorm adds epsilon to the variance", 2, 0.5, line),
        groupNorm("groupNorm over a plane", 2, 1e-5, "x f32 batch 4 3 5"));
  }

  private static List<OpCase> softmaxes() {
    return List.of(
        OpCase.of("softmax over the last axis", e -> e.o.softmax(e.x(), -1), X),
        OpCase.of("softmax over a length", e -> e.o.softmax(e.x(), 1), X),
        OpCase.of("softmax over a square", e -> e.o.softmax(e.x(), 1), "x f32 batch 4 4"),
        OpCase.of(
            "softmax of large scores",
            e -> e.o.softmax(e.o.add(eighths(e), e.o.scalar(512)), -1),
            X),
        OpCase.of("logSoftmax over the last axis", e -> e.o.logSoftmax(e.x(), -1), X),
        OpCase.of("logSoftmax over a length", e -> e.o.logSoftmax(e.x(), 1), X),
        OpCase.of(
            "logSoftmax of large scores", e -> e.o.logSoftmax(e.o.scale(eighths(e), 128), -1), X));
  }

  private static List<OpCase> attentions() {
    return List.of(
        OpCase.of(
            "attention without mask",
            e -> e.o.attention(e.in("q"), e.in("k"), e.in("v"), null, 0),
            QUERY,
            KEY,
            VALUE),
        OpCase.of(
            "attention with a mask of keys",
            e ->
                e.o.attention(
                    e.in("q"),
                    e.in("k"),
                    e.in("v"),
                    e.o.unsqueeze(e.o.unsqueeze(e.in("m"), 1), 1),
                    0),
            QUERY,
            KEY,
            VALUE,
            "m bool batch others"),
        OpCase.of(
            "attention with a mask of queries and keys",
            e -> e.o.attention(e.in("q"), e.in("k"), e.in("v"), e.o.unsqueeze(e.in("m"), 1), 0),
            QUERY,
            KEY,
            VALUE,
            "m bool batch tokens others"),
        OpCase.of(
            "attention with a mask per head",
            e -> e.o.attention(e.in("q"), e.in("k"), e.in("v"), e.in("m"), 0),
            QUERY,
            KEY,
            VALUE,
            "m bool batch 2 tokens others"),
        OpCase.of(
            "attention with a constant mask",
            e ->
                e.o.attention(
                    e.in("q"),
                    e.in("q"),
                    e.in("q"),
                    e.truths(
                        shape(1, 1, 3, 3), true, false, false, true, true, false, true, true, true),
                    0),
            "q f32 batch 2 3 4"),
        OpCase.of(
            "attention mask holds against large scores",
            DerivedCases::tempting,
            QUERY,
            KEY,
            VALUE,
            "m bool batch others"),
        OpCase.of(
            "attention dropout is off in a run",
            e -> e.o.attention(e.in("q"), e.in("k"), e.in("v"), null, 0.5),
            QUERY,
            KEY,
            VALUE));
  }

  // Masked keys score millions more than the others: a mask that only subtracts would let them in.
  private static Object tempting(Env e) {
    Object query = e.o.add(e.o.square(e.in("q")), e.o.scalar(0.1));
    Object mask = e.o.unsqueeze(e.o.unsqueeze(e.in("m"), 1), -1);
    Object key = e.o.where(mask, e.in("k"), e.o.scalar(1e7));
    return e.o.attention(query, key, e.in("v"), e.o.transpose(mask, 0, 1, 3, 2), 0);
  }

  // Multiples of 1/8 are exact in F32, so that a shift by a large number loses nothing.
  private static Object eighths(Env e) {
    return e.o.scale(e.o.cast(e.o.cast(e.o.scale(e.x(), 8), Type.I64), Type.F32), 0.125);
  }

  private static List<OpCase> rest() {
    return List.of(
        OpCase.of("gelu is exact", e -> e.o.gelu(e.x()), X),
        OpCase.of("gelu of large values", e -> e.o.gelu(e.o.scale(e.x(), 4)), X),
        OpCase.of(
            "embedding", e -> e.o.embedding(e.parameter("t", 5, 3), e.x()), "x i64 batch tokens"),
        OpCase.of(
            "embedding of one id per row",
            e -> e.o.embedding(e.parameter("t", 5, 3), e.x()),
            "x i64 batch"),
        OpCase.of("dropout is off in a run", e -> e.o.dropout(e.x(), 0.5), X));
  }
}
