package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Reference.Array;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values worked out by hand, for what PyTorch has no word for and for the edges. */
class ReferenceTest {
  private static final Ops<Array> O = Reference.INSTANCE;

  private static Array floats(int[] shape, float... values) {
    return Array.of(Tensor.of(values, shape));
  }

  private static Array longs(int[] shape, long... values) {
    return Array.of(Tensor.of(values, shape));
  }

  private static Array truths(int[] shape, boolean... values) {
    return Array.of(Tensor.of(values, shape));
  }

  private static int[] shape(int... dims) {
    return dims;
  }

  private static void is(Array found, int[] shape, double... values) {
    assertEquals(Shape.of(shape), O.shape(found));
    assertArrayEquals(values, found.doubles(), 1e-12);
  }

  @Test
  void integersAreAddedSubtractedAndMultiplied() {
    Array a = longs(shape(2), 5, -3);
    Array b = longs(shape(2), 2, 7);
    is(O.add(a, b), shape(2), 7, 4);
    is(O.sub(a, b), shape(2), 3, -10);
    is(O.mul(a, b), shape(2), 10, -21);
    assertEquals(Type.I64, O.spec(O.mul(a, b)).type());
  }

  @Test
  void comparisonsGiveTruth() {
    Array a = floats(shape(3), 1, 2, 3);
    Array two = O.scalar(2);
    assertArrayEquals(new boolean[] {false, false, true}, O.greater(a, two).tensor().booleans());
    assertArrayEquals(new boolean[] {false, true, false}, O.equal(a, two).tensor().booleans());
  }

  @Test
  void castsRoundTowardsZeroAndTestForZero() {
    Array x = floats(shape(4), 1.9f, -1.9f, 0, -0f);
    assertArrayEquals(new long[] {1, -1, 0, 0}, O.cast(x, Type.I64).tensor().longs());
    assertArrayEquals(
        new boolean[] {true, true, false, false}, O.cast(x, Type.BOOL).tensor().booleans());
    is(O.cast(truths(shape(2), true, false), Type.F32), shape(2), 1, 0);
  }

  @Test
  void whereTakesNothingFromTheOtherSide() {
    Array nan = floats(shape(2), Float.NaN, Float.POSITIVE_INFINITY);
    is(O.where(truths(shape(2), false, false), nan, O.scalar(3)), shape(2), 3, 3);
    is(O.where(truths(shape(2, 1), true, false), O.scalar(1), O.scalar(2)), shape(2, 1), 1, 2);
  }

  @Test
  void reshapeFillsTheRest() {
    Array x = floats(shape(2, 3), 1, 2, 3, 4, 5, 6);
    is(O.reshape(x, Dim.of(3), Dim.REST), shape(3, 2), 1, 2, 3, 4, 5, 6);
    is(O.unsqueeze(x, -1), shape(2, 3, 1), 1, 2, 3, 4, 5, 6);
    is(O.squeeze(O.unsqueeze(x, 0), 0), shape(2, 3), 1, 2, 3, 4, 5, 6);
  }

  @Test
  void expandRepeatsAlongOneAxis() {
    Array x = floats(shape(1, 2), 1, 2);
    is(O.expand(x, 0, floats(shape(3, 1), 0, 0, 0), 0), shape(3, 2), 1, 2, 1, 2, 1, 2);
  }

  @Test
  void sliceCountsFromBothEnds() {
    Array x = floats(shape(5), 0, 1, 2, 3, 4);
    is(O.slice(x, 0, 1, Ops.END), shape(4), 1, 2, 3, 4);
    is(O.slice(x, 0, -2, Ops.END), shape(2), 3, 4);
    is(O.slice(x, 0, -3, -1), shape(2), 2, 3);
    is(O.slice(x, -1, 0, -1), shape(4), 0, 1, 2, 3);
  }

  @Test
  void gatherRefusesAnIndexThatIsNotThere() {
    Array x = floats(shape(2), 1, 2);
    for (long index : new long[] {2, -1}) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> O.gather(x, 0, longs(shape(1), index)));
      assertTrue(refusal.getMessage().contains("expected 0 to 1"), refusal.getMessage());
    }
  }

  @Test
  void iotaCountsAnAxis() {
    Array like = floats(shape(2, 3), 0, 0, 0, 0, 0, 0);
    assertArrayEquals(new long[] {0, 1, 2}, O.iota(like, -1).tensor().longs());
    assertArrayEquals(new long[] {0, 1}, O.iota(like, 0).tensor().longs());
  }

  @Test
  void rowsAreFoldedAndUnfolded() {
    Array x = floats(shape(2, 2, 1), 1, 2, 3, 4);
    is(O.foldRows(x), shape(4, 1), 1, 2, 3, 4);
    is(O.unfoldRows(O.foldRows(x), x), shape(2, 2, 1), 1, 2, 3, 4);
  }

  @Test
  void embeddingLooksUpRows() {
    Array table = floats(shape(3, 2), 1, 2, 3, 4, 5, 6);
    is(O.embedding(table, longs(shape(2), 2, 0)), shape(2, 2), 5, 6, 1, 2);
  }

  @Test
  void andAndNotFollowTheirTables() {
    Array a = truths(shape(4), true, true, false, false);
    Array b = truths(shape(4), true, false, true, false);
    assertArrayEquals(new boolean[] {true, false, false, false}, O.and(a, b).tensor().booleans());
    assertArrayEquals(new boolean[] {false, false, true, true}, O.not(a).tensor().booleans());
  }

  @Test
  void dropoutAndStopGradientReturnTheirOperand() {
    Array x = floats(shape(1), 5);
    is(O.dropout(x, 0.9), shape(1), 5);
    is(O.stopGradient(x), shape(1), 5);
  }

  @Test
  void resultsAreRoundedOnceAtTheEnd() {
    Array tiny = floats(shape(1), 1e-8f);
    Array sum = O.sub(O.add(tiny, O.scalar(1)), O.scalar(1)); // floats would lose it
    assertEquals(1e-8f, sum.tensor().getFloat(0), 1e-15f);
  }

  @Test
  void anAverageLeavesPaddingOutAndAMaximumIgnoresIt() {
    Array x = floats(shape(1, 1, 3), -1, -2, -4);
    is(O.pool(x, Pooling.average(1, 2).padding(1)), shape(1, 1, 2), -1, -3);
    is(O.pool(x, Pooling.max(1, 2).padding(1)), shape(1, 1, 2), -1, -2);
  }

  @Test
  void concatAlongTheFirstAxisStacksRows() {
    Array a = longs(shape(1, 2), 1, 2);
    Array b = longs(shape(2, 2), 3, 4, 5, 6);
    assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6}, O.concat(0, List.of(a, b)).tensor().longs());
  }
}
