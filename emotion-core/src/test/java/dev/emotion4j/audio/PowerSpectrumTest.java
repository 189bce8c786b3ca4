package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerSpectrumTest {
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8, 16, 64, 512, 2048})
  void isTheDefinitionOfTheTransform(int length) {
    SplittableRandom random = new SplittableRandom(length);
    float[] window = random(random, length);
    PowerSpectrum.Work work = new PowerSpectrum(window).new Work();
    // Twice, because the scratch of the first one must not reach the second one.
    for (int signal = 0; signal < 2; signal++) {
      float[] x = random(random, length);
      float[] powers = new float[length / 2];
      float[] early = Arrays.copyOf(x, length / 2);
      float[] late = Arrays.copyOfRange(x, length / 2, length);
      work.apply(early, late, powers);
      assertThat(early).containsExactly(Arrays.copyOf(x, length / 2));
      assertThat(late).containsExactly(Arrays.copyOfRange(x, length / 2, length));
      for (int bin = 1; bin < length / 2; bin++) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < length; i++) {
          double angle = -2 * Math.PI * bin * i / length;
          real += (double) x[i] * window[i] * Math.cos(angle);
          imaginary += (double) x[i] * window[i] * Math.sin(angle);
        }
        assertThat((double) powers[bin])
            .as("bin %d of %d", bin, length)
            .isCloseTo(real * real + imaginary * imaginary, within(2e-5 * length));
      }
    }
  }

  @Test
  void binZeroIsLeftAsItIs() {
    float[] powers = {7, 0, 0, 0};
    float[] window = {1, 1, 1, 1, 1, 1, 1, 1};
    float[] impulse = {1, 0, 0, 0};
    new PowerSpectrum(window).new Work().apply(impulse, new float[4], powers);
    assertThat(powers).containsExactly(new float[] {7, 1, 1, 1}, within(1e-6f));
  }

  private static float[] random(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
