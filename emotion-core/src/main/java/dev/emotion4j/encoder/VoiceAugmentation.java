package dev.emotion4j.encoder;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Changes the log-mel of a {@link VoiceEncoder}'s row: another vocal tract (bands are warped, after
 * Jaitly and Hinton, 2013), another level, noise, and stretches of time and bands that are missing
 * (SpecAugment, Park et al., 2019). The functionals stay. Immutable.
 *
 * @param warp the most by which frequencies are stretched or squeezed, a share of them
 * @param gain the most by which the level moves, in dB
 * @param noise the most by which a single value moves, in dB
 * @param frames the most frames that are missing in one stretch; there are two
 * @param bands the most bands that are missing in one stretch; there are two
 */
public record VoiceAugmentation(double warp, double gain, double noise, int frames, int bands)
    implements Augmentation {
  /** A tenth of warp, 6 dB of gain, 2 dB of noise, at most 20 frames and 8 bands missing. */
  public static final VoiceAugmentation DEFAULT = new VoiceAugmentation(0.1, 6, 2, 20, 8);

  // Natural logarithms of power per dB.
  private static final double PER_DB = Math.log(10) / 10;
  private static final int STRETCHES = 2;

  /** Checks the ranges. */
  public VoiceAugmentation {
    if (!(warp >= 0 && warp < 0.5) || !(gain >= 0) || !(noise >= 0) || frames < 0 || bands < 0) {
      throw new IllegalArgumentException(
          "warp "
              + warp
              + ", gain "
              + gain
              + ", noise "
              + noise
              + ", frames "
              + frames
              + ", bands "
              + bands
              + "; expected 0 to below 0.5, the others 0 or more");
    }
  }

  @Override
  public Prepared apply(Prepared row, long seed) {
    Tensor mel = row.tensors().get(VoiceNetwork.MEL);
    if (mel == null || mel.rank() != 2) {
      throw new IllegalArgumentException(
          "a row with " + row.tensors().keySet() + "; expected one that a voice encoder prepared");
    }
    SplittableRandom random = new SplittableRandom(seed);
    int count = mel.dim(1);
    float[] changed = warped(mel.floats(), count, 1 + warp * (2 * random.nextDouble() - 1));
    double level = PER_DB * gain * (2 * random.nextDouble() - 1);
    double mean = 0;
    for (int i = 0; i < changed.length; i++) {
      changed[i] += (float) (level + PER_DB * noise * (2 * random.nextDouble() - 1));
      mean += changed[i] / changed.length;
    }
    for (int i = 0; i < STRETCHES; i++) {
      missingFrames(changed, count, random, (float) mean);
      missingBands(changed, count, random, (float) mean);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(row.tensors());
    tensors.put(VoiceNetwork.MEL, Tensor.of(changed, mel.dim(0), count));
    return new Prepared(tensors, row.length(), row.notes(), row.quality(), row.problem());
  }

  private static float[] warped(float[] mel, int bands, double factor) {
    float[] out = new float[mel.length];
    for (int band = 0; band < bands; band++) {
      double place = Math.min(bands - 1.0, band * factor);
      int low = (int) place;
      int high = Math.min(bands - 1, low + 1);
      float share = (float) (place - low);
      for (int at = 0; at < mel.length; at += bands) {
        out[at + band] = mel[at + low] + share * (mel[at + high] - mel[at + low]);
      }
    }
    return out;
  }

  private void missingFrames(float[] mel, int count, SplittableRandom random, float mean) {
    int all = mel.length / count;
    int length = Math.min(random.nextInt(frames + 1), all / 4);
    int begin = random.nextInt(all - length + 1);
    Arrays.fill(mel, begin * count, (begin + length) * count, mean);
  }

  private void missingBands(float[] mel, int count, SplittableRandom random, float mean) {
    int length = Math.min(random.nextInt(bands + 1), count / 2);
    int begin = random.nextInt(count - length + 1);
    for (int at = begin; at < mel.length; at += count) {
      Arrays.fill(mel, at, at + length, mean);
    }
  }
}
