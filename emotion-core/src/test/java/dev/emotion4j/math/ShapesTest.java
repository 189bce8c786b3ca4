package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Shapes are right before any arithmetic, and every mistake is told in the terms of the network.
 */
class ShapesTest {
  private static final Dim BATCH = Input.BATCH;
  private static final Dim TOKENS = Dim.symbol("tokens");
  private static final Shapes O = Shapes.INSTANCE;
  private static final Spec X = f32(BATCH, TOKENS, Dim.of(4));

  private static Spec f32(Dim... dims) {
    return new Spec(Type.F32, Shape.of(dims));
  }

  private static Spec i64(Dim... dims) {
    return new Spec(Type.I64, Shape.of(dims));
  }

  private static void refused(String expected, Executable call) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call);
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  @Test
  void aShapeCountsAxesFromBothEnds() {
    Shape shape = Shape.of(BATCH, TOKENS, Dim.of(4));
    assertEquals(3, shape.rank());
    assertEquals(Dim.of(4), shape.dim(-1));
    assertEquals(1, shape.axis(-2));
    assertEquals("[batch, tokens, 4]", shape.toString());
    assertEquals(Shape.of(BATCH, TOKENS, Dim.of(9)), shape.with(-1, Dim.of(9)));
    assertFalse(shape.isFixed());
    assertArrayEquals(new int[] {2, 3}, Shape.of(2, 3).numbers());
    refused("axis 3", () -> shape.dim(3));
    refused("axis -4", () -> shape.axis(-4));
  }

  @Test
  void broadcastAlignsAtTheEnd() {
    assertEquals(X, O.add(X, f32(Dim.of(4))));
    assertEquals(X, O.mul(f32(BATCH, Dim.of(1), Dim.of(4)), X));
    assertEquals(X, O.sub(f32(), X));
    refused("tokens meets 5", () -> O.add(X, f32(Dim.of(5), Dim.of(4))));
    refused("batch", () -> O.add(X, f32(TOKENS, TOKENS, Dim.of(4))));
  }

  @Test
  void typesAreChecked() {
    refused("expected two F32 or two I64", () -> O.add(X, i64(BATCH, TOKENS, Dim.of(4))));
    refused("F32", () -> O.div(i64(BATCH), i64(BATCH)));
    refused("BOOL", () -> O.where(X, X, X));
    refused("one type", () -> O.where(O.greater(X, X), X, i64(BATCH, TOKENS, Dim.of(4))));
    refused("I64", () -> O.gather(X, 0, X));
    refused("F32", () -> O.exp(i64(BATCH)));
    refused("F32", () -> O.sum(i64(BATCH), 0));
    assertEquals(Type.BOOL, O.equal(X, X).type());
  }

  @Test
  void matmulChecksTheInnerAxis() {
    assertEquals(f32(BATCH, TOKENS, Dim.of(7)), O.matmul(X, f32(Dim.of(4), Dim.of(7))));
    refused("matmul", () -> O.matmul(X, f32(Dim.of(5), Dim.of(7))));
    refused("matmul", () -> O.matmul(f32(Dim.of(4)), f32(Dim.of(4), Dim.of(7))));
  }

  @Test
  void transposeNeedsEveryAxisOnce() {
    assertEquals(f32(Dim.of(4), BATCH, TOKENS), O.transpose(X, 2, 0, 1));
    refused("every axis once", () -> O.transpose(X, 0, 1));
    refused("every axis once", () -> O.transpose(X, 0, 1, 1));
  }

  @Test
  void sliceOfASymbolNamesItsLength() {
    assertEquals(f32(BATCH, Dim.of(1), Dim.of(4)), O.slice(X, 1, 0, 1));
    assertEquals(f32(BATCH, TOKENS.plus(-1), Dim.of(4)), O.slice(X, 1, 1, Ops.END));
    assertEquals(f32(BATCH, TOKENS.plus(-1), Dim.of(4)), O.slice(X, 1, 0, -1));
    assertEquals(f32(BATCH, Dim.of(2), Dim.of(4)), O.slice(X, 1, -2, Ops.END));
    assertEquals(f32(BATCH, TOKENS, Dim.of(2)), O.slice(X, 2, -3, -1));
    refused("slice", () -> O.slice(X, 2, 3, 1));
    refused("slice", () -> O.slice(X, 2, -5, Ops.END));
    refused("slice", () -> O.slice(X, 1, -2, 3));
  }

  @Test
  void concatAddsLengths() {
    Spec token = f32(BATCH, Dim.of(1), Dim.of(4));
    assertEquals(f32(BATCH, TOKENS.plus(1), Dim.of(4)), O.concat(1, List.of(token, X)));
    refused("concat", () -> O.concat(1, List.of(X, f32(BATCH, TOKENS, Dim.of(3)))));
    refused("concat", () -> O.concat(1, List.of(X, f32(BATCH, TOKENS))));
    refused("concat", () -> O.concat(1, List.of(X, i64(BATCH, TOKENS, Dim.of(4)))));
  }

  @Test
  void gatherPutsTheIndicesInThePlaceOfTheAxis() {
    Spec table = f32(Dim.of(9), Dim.of(4));
    assertEquals(f32(BATCH, TOKENS, Dim.of(4)), O.gather(table, 0, i64(BATCH, TOKENS)));
    assertEquals(f32(BATCH, Dim.of(4)), O.gather(X, 1, i64()));
  }

  @Test
  void foldedRowsUnfoldOnlyLikeWhatTheyCameFrom() {
    Spec folded = O.foldRows(X);
    assertEquals(f32(BATCH.times(TOKENS), Dim.of(4)), folded);
    assertEquals(X, O.unfoldRows(folded, X));
    refused("unfoldRows", () -> O.unfoldRows(folded, f32(BATCH, Dim.of(3))));
    refused("foldRows", () -> O.foldRows(f32(BATCH)));
  }

  @Test
  void expandNeedsASizeOfOne() {
    assertEquals(f32(BATCH, Dim.of(4)), O.expand(f32(Dim.of(1), Dim.of(4)), 0, X, 0));
    refused("size of 1", () -> O.expand(X, 2, X, 1));
    refused("size of 1", () -> O.squeeze(X, 2));
  }

  @Test
  void reductionsLeaveAOne() {
    assertEquals(f32(BATCH, Dim.of(1), Dim.of(1)), O.mean(X, 1, -1));
    assertEquals(f32(BATCH, TOKENS, Dim.of(1)), O.max(X, 2));
  }

  @Test
  void convolutionsCheckChannelsAndGroups() {
    Spec x = f32(BATCH, Dim.of(4), TOKENS);
    Convolution line = Convolution.of(1);
    Spec out = O.convolution(x, f32(Dim.of(6), Dim.of(4), Dim.of(3)), null, line.padding(1));
    assertEquals(f32(BATCH, Dim.of(6), TOKENS), out);
    refused(
        "convolution", () -> O.convolution(x, f32(Dim.of(6), Dim.of(3), Dim.of(3)), null, line));
    refused(
        "convolution",
        () -> O.convolution(x, f32(Dim.of(5), Dim.of(2), Dim.of(3)), null, line.groups(2)));
    refused(
        "convolution",
        () -> O.convolution(x, f32(Dim.of(6), Dim.of(4), Dim.of(3)), f32(Dim.of(5)), line));
    refused("stride", () -> line.stride(0));
    refused("padding", () -> Pooling.max(1, 2).padding(2));
  }

  @Test
  void derivedOperationsAreCheckedThroughTheirDefinitions() {
    Spec weight = f32(Dim.of(7), Dim.of(4));
    assertEquals(f32(BATCH, TOKENS, Dim.of(7)), O.linear(X, weight, f32(Dim.of(7))));
    refused("matmul", () -> O.linear(X, f32(Dim.of(7), Dim.of(5)), null));
    Spec heads = f32(BATCH, Dim.of(2), TOKENS, Dim.of(4));
    assertEquals(heads, O.attention(heads, heads, heads, null, 0.1));
    assertEquals(X, O.layerNorm(X, f32(Dim.of(4)), f32(Dim.of(4)), 1e-5));
    Spec line = f32(BATCH, Dim.of(4), TOKENS);
    assertEquals(line, O.groupNorm(line, 2, f32(Dim.of(4)), f32(Dim.of(4)), 1e-5));
  }
}
