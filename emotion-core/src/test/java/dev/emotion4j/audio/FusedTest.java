package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FusedTest {
  @Test
  void roundsOnceOrTwice() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      float a = (float) random.nextDouble(-2, 2);
      float b = (float) random.nextDouble(-2, 2);
      float c = (float) random.nextDouble(-2, 2);
      float found = Fused.multiplyAdd(a, b, c);
      assertThat(found).isEqualTo(Fused.oneInstruction() ? Math.fma(a, b, c) : a * b + c);
      assertThat((double) found).isCloseTo((double) a * b + c, within(6e-7));
    }
  }
}
