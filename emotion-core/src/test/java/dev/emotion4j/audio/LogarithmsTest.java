package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogarithmsTest {
  @Test
  void areAsExactAsFloatsAllow() {
    int count = 1000;
    Logarithms logarithms = new Logarithms(count, LogMel.FLOOR);
    float x = LogMel.FLOOR;
    while (x < 1e8f) {
      float[] numbers = new float[count];
      float[] logs = new float[count];
      for (int i = 0; i < count; i++, x *= 1.000123f) {
        numbers[i] = x;
        logs[i] = x;
      }
      logarithms.apply(logs, count);
      for (int i = 0; i < count; i++) {
        double exact = Math.log(numbers[i]);
        assertThat((double) logs[i]).isCloseTo(exact, within(3e-7 + 2e-7 * Math.abs(exact)));
      }
    }
  }

  @Test
  void smallerNumbersAreTakenAsTheFloorAndTheRestIsLeftAlone() {
    float[] numbers = {0, Float.MIN_VALUE, 0.5f, 5};
    new Logarithms(4, 1).apply(numbers, 3);
    assertThat(numbers).containsExactly(0, 0, 0, 5);
  }
}
