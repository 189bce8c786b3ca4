package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MelBandsTest {
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

  // Of two real signals as the parts of a complex one: z[k] = a[k] + i b[k], and in the upper half
  // conj a[k] + i conj b[k].
  private static float[][] paired(float[][] spectra) {
    float[][] pairs = new float[spectra.length / 2][2 * spectra[0].length];
    for (int pair = 0; pair < pairs.length; pair++) {
      float[] a = spectra[2 * pair];
      float[] b = spectra[2 * pair + 1];
      float[] z = pairs[pair];
      for (int i = 2; i < a.length; i += 2) {
        z[i] = a[i] - b[i + 1];
        z[i + 1] = a[i + 1] + b[i];
        z[z.length - i] = a[i] + b[i + 1];
        z[z.length - i + 1] = -a[i + 1] + b[i];
      }
    }
    return pairs;
  }

  private static void equalsTriangles(MelSettings settings) {
    SplittableRandom random = new SplittableRandom(5);
    float[][] spectra = new float[8][settings.fft()];
    for (float[] spectrum : spectra) {
      for (int i = 0; i < spectrum.length; i++) {
        spectrum[i] = (float) random.nextDouble(-1, 1);
      }
    }
    int mels = settings.mels();
    float[] out = new float[8 * mels];
    Arrays.fill(out, 9); // what was there before is overwritten
    MelBands bands = new MelBands(settings);
    float[][] pairs = paired(spectra);
    for (int i = 0; i < pairs.length; i += 2) {
      int row = 2 * i * mels;
      bands.weigh(pairs[i], pairs[i + 1], out, row, row + mels, row + 2 * mels, row + 3 * mels);
    }
    Logarithms.ofBits(out);
    double low = MelBands.toMel(settings.lowest());
    double step = (MelBands.toMel(settings.highest()) - low) / (mels + 1);
    for (int mel = 0; mel < mels; mel++) {
      double left = MelBands.toHz(low + mel * step);
      double middle = MelBands.toHz(low + (mel + 1) * step);
      double right = MelBands.toHz(low + (mel + 2) * step);
      for (int row = 0; row < 8; row++) {
        double sum = 0;
        for (int bin = 1; bin < settings.fft() / 2; bin++) {
          double hz = (double) bin * settings.sampleRate() / settings.fft();
          double rising = (hz - left) / (middle - left);
          double falling = (right - hz) / (right - middle);
          double power =
              Math.pow(spectra[row][2 * bin], 2) + Math.pow(spectra[row][2 * bin + 1], 2);
          sum += Math.max(0, Math.min(rising, falling)) * 2 / (right - left) * power;
        }
        double log = Math.log(Math.max(sum, LogMel.FLOOR));
        assertThat((double) out[row * mels + mel])
            .as("band %d of %s", mel, settings)
            .isCloseTo(log, within(1e-6 + 3e-7 + 2e-7 * Math.abs(log)));
      }
    }
  }
}
