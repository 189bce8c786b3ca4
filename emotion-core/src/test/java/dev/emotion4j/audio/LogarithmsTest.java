package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogarithmsTest {
  private static final int FLOOR = Float.floatToRawIntBits(LogMel.FLOOR);

  @Test
  void areAsExactAsFloatsAllow() {
    float x = LogMel.FLOOR;
    while (x < 1e8f) {
      float[] numbers = new float[1000];
      float[] logs = new float[numbers.length];
      for (int i = 0; i < numbers.length; i++, x *= 1.000123f) {
        numbers[i] = x;
        logs[i] = Logarithms.bits(x, FLOOR);
      }
      Logarithms.ofBits(logs);
      for (int i = 0; i < numbers.length; i++) {
        double exact = Math.log(numbers[i]);
        assertThat((double) logs[i]).isCloseTo(exact, within(3e-7 + 2e-7 * Math.abs(exact)));
      }
    }
  }

  @Test
  void smallerNumbersAreTakenAsTheFloor() {
    int one = Float.floatToRawIntBits(1);
    float[] logs = {
      Logarithms.bits(0, one), Logarithms.bits(Float.MIN_VALUE, one), Logarithms.bits(0.5f, one)
    };
    Logarithms.ofBits(logs);
    assertThat(logs).containsExactly(0, 0, 0);
  }
}
