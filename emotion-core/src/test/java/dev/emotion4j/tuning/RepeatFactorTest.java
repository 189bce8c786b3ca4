package dev.emotion4j.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatFactorTest {
  /** 9,900 rows of class 0, then 100 of class 1. */
  private static int[] labels() {
    return IntStream.range(0, 10_000).map(i -> i < 9_900 ? 0 : 1).toArray();
  }

  @Test
  void rareClassesAreRepeatedBySquareRootAndFrequentOnesStay() {
    int[] rows = new RepeatFactor(0.0625).rows(labels(), 1); // sqrt(0.0625 / 0.01) = 2.5
    assertThat(Arrays.stream(rows).filter(row -> row < 9_900).toArray())
        .isEqualTo(IntStream.range(0, 9_900).toArray());
    long rare = rows.length - 9_900;
    assertThat(rare).isBetween(220L, 280L);
    assertThat(Arrays.stream(rows).distinct().count()).isEqualTo(10_000);
  }

  @Test
  void aThresholdOfZeroRepeatsNothing() {
    assertThat(new RepeatFactor(0).rows(labels(), 1))
        .isEqualTo(IntStream.range(0, 10_000).toArray());
  }

  @Test
  void theSeedDecidesTheRounding() {
    RepeatFactor factor = new RepeatFactor(0.0625);
    assertThat(factor.rows(labels(), 1)).isEqualTo(factor.rows(labels(), 1));
    assertThat(factor.rows(labels(), 2)).isNotEqualTo(factor.rows(labels(), 1));
  }

  @Test
  void noRowsGiveNoRows() {
    assertThat(new RepeatFactor(0.1).rows(new int[0], 1)).isEmpty();
  }

  @Test
  void aShareOutsideItsRangeIsNamed() {
    assertThatThrownBy(() -> new RepeatFactor(1.5)).hasMessageContaining("1.5");
  }
}
