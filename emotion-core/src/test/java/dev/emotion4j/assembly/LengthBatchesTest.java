package dev.emotion4j.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthBatchesTest {
  @Test
  void rowsAreGroupedShortestFirstWithinTheBudget() {
    List<int[]> plan = new LengthBatches(12, 3, false).plan(new int[] {6, 2, 50, 2, 3, 6, 2});
    assertThat(plan.stream().map(Arrays::toString))
        .containsExactly("[1, 3, 6]", "[4, 0]", "[5]", "[2]");
  }

  @Test
  void anEncoderThatSeesThePaddingGetsEqualLengthsOnly() {
    List<int[]> plan = new LengthBatches(100, 9, true).plan(new int[] {3, 2, 3, 4});
    assertThat(plan.stream().map(Arrays::toString)).containsExactly("[1]", "[0, 2]", "[3]");
  }

  @Test
  void nothingMakesNoBatch() {
    assertThat(LengthBatches.DEFAULT.plan(new int[0])).isEmpty();
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new LengthBatches(0, 1, false));
    assertThatIllegalArgumentException().isThrownBy(() -> new LengthBatches(1, 0, false));
  }
}
