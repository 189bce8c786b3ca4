package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MelBandsTest {
  private static final int ROWS = 11; // 4, 4 and 3

  @Test
  void aSinglePassIsTheSumOverEachTriangle() {
    equalsTriangles(MelSettings.DEFAULT);
    equalsTriangles(new MelSettings(16_000, 512, 400, 160, 40, 0, 8000));
  }

  @Test
  void bandsNarrowerThanABinMayBeEmpty() {
    equalsTriangles(new MelSettings(16_000, 256, 256, 128, 128, 0, 8000));
    equalsTriangles(new MelSettings(16_000, 512, 400, 160, 64, 3000, 3100));
    equalsTriangles(new MelSettings(16_000, 4, 4, 2, 3, 0, 8000));
  }

  private static void equalsTriangles(MelSettings settings) {
    SplittableRandom random = new SplittableRandom(5);
    float[][] powers = new float[ROWS][settings.fft() / 2];
    for (float[] spectrum : powers) {
      for (int i = 0; i < spectrum.length; i++) {
        spectrum[i] = (float) random.nextDouble(2);
      }
    }
    int mels = settings.mels();
    float[] out = new float[(ROWS + 1) * mels];
    Arrays.fill(out, 9); // what was there before is overwritten
    MelBands bands = new MelBands(settings);
    float[][] together = new float[MelBands.TOGETHER][];
    for (int row = 0; row < ROWS; row += together.length) {
      int count = Math.min(together.length, ROWS - row);
      for (int i = 0; i < together.length; i++) {
        together[i] = powers[(row + i) % ROWS]; // those beyond the count are not wanted
      }
      bands.weigh(together, count, out, row * mels);
    }
    assertThat(Arrays.copyOfRange(out, ROWS * mels, out.length)).containsOnly(9);
    Logarithms.ofBits(out);
    double low = MelBands.toMel(settings.lowest());
    double step = (MelBands.toMel(settings.highest()) - low) / (mels + 1);
    for (int mel = 0; mel < mels; mel++) {
      double left = MelBands.toHz(low + mel * step);
      double middle = MelBands.toHz(low + (mel + 1) * step);
      double right = MelBands.toHz(low + (mel + 2) * step);
      for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (int bin = 1; bin < settings.fft() / 2; bin++) {
          double hz = (double) bin * settings.sampleRate() / settings.fft();
          double rising = (hz - left) / (middle - left);
          double falling = (right - hz) / (right - middle);
          sum += Math.max(0, Math.min(rising, falling)) * 2 / (right - left) * powers[row][bin];
        }
        double log = Math.log(Math.max(sum, LogMel.FLOOR));
        assertThat((double) out[row * mels + mel])
            .as("band %d of %s", mel, settings)
            .isCloseTo(log, within(1e-6 + 3e-7 + 2e-7 * Math.abs(log)));
      }
    }
  }
}
