package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DimTest {
  private static final Dim TOKENS = Dim.symbol("tokens");

  @Test
  void numbersAndSymbolsAreToldApart() {
    assertTrue(Dim.of(3).isNumber());
    assertFalse(TOKENS.isNumber());
    assertEquals(3, Dim.of(3).number());
    assertThrows(IllegalStateException.class, TOKENS::number);
    assertThrows(IllegalStateException.class, () -> TOKENS.plus(1).number());
  }

  @Test
  void symbolsAreEqualByNameAndOffset() {
    assertEquals(TOKENS, Dim.symbol("tokens"));
    assertEquals(TOKENS.hashCode(), Dim.symbol("tokens").hashCode());
    assertNotEquals(TOKENS, Dim.symbol("batch"));
    assertNotEquals(TOKENS, TOKENS.plus(1));
    assertEquals(TOKENS, TOKENS.plus(1).plus(-1));
  }

  @Test
  void lengtheningNamesItself() {
    assertEquals("tokens+1", TOKENS.plus(1).toString());
    assertEquals("tokens-2", TOKENS.plus(-2).toString());
    assertEquals("7", Dim.of(4).plus(3).toString());
  }

  @Test
  void sumsOfSymbolsKeepTheirOffsets() {
    Dim sum = TOKENS.plus(1).plus(Dim.symbol("others").plus(2));
    assertEquals("(tokens+others)+3", sum.toString());
    assertEquals(TOKENS.plus(4), Dim.of(4).plus(TOKENS));
    assertEquals(TOKENS.plus(4), TOKENS.plus(Dim.of(4)));
    assertEquals(Dim.of(7), Dim.of(3).plus(Dim.of(4)));
  }

  @Test
  void productsOfEqualFactorsAreEqual() {
    assertEquals(Dim.of(6), Dim.of(2).times(Dim.of(3)));
    assertEquals(TOKENS, TOKENS.times(Dim.of(1)));
    assertEquals(TOKENS, Dim.of(1).times(TOKENS));
    assertEquals(TOKENS.times(Dim.of(3)), Dim.of(3).times(TOKENS));
    assertNotEquals(TOKENS.times(Dim.of(3)), TOKENS.times(Dim.of(2)));
  }

  @Test
  void windowsOfNumbersAreCounted() {
    assertEquals(Dim.of(4), Dim.of(9).windows(3, 2, 0, 1));
    assertEquals(Dim.of(9), Dim.of(9).windows(3, 1, 1, 1));
    assertEquals(Dim.of(3), Dim.of(9).windows(3, 2, 0, 2));
    assertEquals(Dim.of(1), Dim.of(3).windows(3, 5, 0, 1));
  }

  @Test
  void aWindowThatDoesNotFitIsRefused() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Dim.of(2).windows(3, 1, 0, 1));
    assertTrue(refusal.getMessage().contains("does not fit into 2"), refusal.getMessage());
  }

  @Test
  void windowsOfOneGeometryAreOneDimension() {
    assertEquals(TOKENS, TOKENS.windows(3, 1, 1, 1));
    assertEquals(TOKENS.windows(3, 2, 0, 1), Dim.symbol("tokens").windows(3, 2, 0, 1));
    assertNotEquals(TOKENS.windows(3, 2, 0, 1), TOKENS.windows(3, 2, 1, 1));
    assertEquals("(tokens-3)/2+1", TOKENS.windows(3, 2, 0, 1).toString());
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Dim.of(-1));
    assertThrows(IllegalArgumentException.class, () -> Dim.symbol(" "));
    assertThrows(IllegalArgumentException.class, () -> Dim.symbol("?"));
    assertThrows(IllegalArgumentException.class, () -> Dim.of(1).plus(-2));
  }
}
