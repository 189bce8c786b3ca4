package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReshapingTest {
  private static final Dim BATCH = Input.BATCH;
  private static final Dim TOKENS = Dim.symbol("tokens");

  private static Shape resolve(Shape from, Dim... target) {
    return Reshaping.resolve(from, List.of(target));
  }

  private static void refused(Shape from, Dim... target) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> resolve(from, target));
    assertTrue(refusal.getMessage().startsWith("reshape: " + from), refusal.getMessage());
  }

  @Test
  void numbersAreSplitAndMerged() {
    Shape from = Shape.of(BATCH, TOKENS, Dim.of(8));
    Shape split = Shape.of(BATCH, TOKENS, Dim.of(2), Dim.of(4));
    assertEquals(split, resolve(from, BATCH, TOKENS, Dim.of(2), Dim.of(4)));
    assertEquals(from, resolve(split, BATCH, TOKENS, Dim.of(8)));
  }

  @Test
  void theRestTakesWhatIsLeft() {
    Shape from = Shape.of(BATCH, TOKENS, Dim.of(8));
    assertEquals(
        Shape.of(BATCH, TOKENS, Dim.of(4), Dim.of(2)),
        resolve(from, BATCH, TOKENS, Dim.REST, Dim.of(2)));
    assertEquals(Shape.of(BATCH, TOKENS.times(Dim.of(8))), resolve(from, BATCH, Dim.REST));
    assertEquals(Shape.of(BATCH.times(TOKENS), Dim.of(8)), resolve(from, Dim.REST, Dim.of(8)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Shape from = Shape.of(BATCH, Dim.of(6));
    refused(from, BATCH, Dim.of(5));
    refused(from, BATCH, Dim.of(4), Dim.REST);
    refused(from, Dim.REST, Dim.REST);
    refused(from, TOKENS, Dim.of(6));
    refused(from, Dim.of(6));
  }
}
