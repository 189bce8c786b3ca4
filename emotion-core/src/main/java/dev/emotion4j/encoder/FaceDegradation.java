package dev.emotion4j.encoder;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.SplittableRandom;

/**
 * Faces as a worse camera would have taken them: out of focus or from far away (a Gaussian blur),
 * overexposed (what is brighter than white is lost), in too little light (Gaussian noise, each
 * frame's own). Each happens to half of the faces, by an amount that is uniform up to its bound. To
 * be added to {@link FaceAugmentation}, which moves and covers. Immutable and thread-safe.
 *
 * @param blur the largest standard deviation of the blur, as a share of the side, 0 to 0.5
 * @param exposure the largest logarithm of the factor of the grey values, 0 to 3
 * @param noise the largest standard deviation of the noise, as a share of the standard deviation of
 *     the row's grey values, 0 to 3: light and contrast do not matter to it
 */
public record FaceDegradation(double blur, double exposure, double noise) implements Augmentation {
  /** Down to faces of a dozen pixels, twice the light, and noise 6 dB below the face. */
  public static final FaceDegradation STANDARD = new FaceDegradation(0.04, 0.7, 0.5);

  private static final double MOST = 3;
  private static final double WIDEST = 0.5;
  private static final int REACH = 3; // standard deviations of the blur's kernel on each side

  /** Checks the ranges. */
  public FaceDegradation {
    if (!(blur >= 0 && blur <= WIDEST)
        || !(exposure >= 0 && exposure <= MOST)
        || !(noise >= 0 && noise <= MOST)) {
      throw new IllegalArgumentException(
          "blur "
              + blur
              + ", exposure "
              + exposure
              + ", noise "
              + noise
              + "; expected 0 to 0.5, the others 0 to 3");
    }
  }

  /** Returns a copy with every bound times a factor, 0 to 1. */
  public FaceDegradation strength(double factor) {
    return new FaceDegradation(factor * blur, factor * exposure, factor * noise);
  }

  @Override
  public Prepared apply(Prepared row, long seed) {
    return FaceFrames.changed(row, pixels -> apply(pixels, seed));
  }

  /**
   * Changes faces.
   *
   * @param pixels F32 {@code [frames, 1, side, side]}, grey from 0 to 1
   * @param seed the same seed gives the same change
   */
  public Tensor apply(Tensor pixels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double width = sometimes(random, blur) * pixels.dim(-1);
    double factor = Math.exp(sometimes(random, exposure));
    double grain = sometimes(random, noise);
    float[] grey = pixels.floats();
    if (width > 0) {
      blur(grey, pixels.dim(-1), kernel(width));
    }
    double deviation = grain * deviation(grey);
    for (int i = 0; i < grey.length; i++) {
      double lit = Math.min(1, factor * grey[i]);
      double seen = deviation > 0 ? lit + deviation * Initializer.gaussian(random) : lit;
      grey[i] = (float) Math.max(0, Math.min(1, seen));
    }
    return Tensor.of(grey, pixels.shape());
  }

  private static double sometimes(SplittableRandom random, double bound) {
    boolean now = random.nextBoolean();
    double amount = bound * random.nextDouble();
    return now ? amount : 0;
  }

  private static double deviation(float[] grey) {
    double sum = 0;
    double squares = 0;
    for (float one : grey) {
      sum += one;
      squares += (double) one * one;
    }
    double mean = sum / grey.length;
    return Math.sqrt(Math.max(0, squares / grey.length - mean * mean));
  }

  private static float[] kernel(double deviation) {
    int reach = (int) Math.ceil(REACH * deviation);
    double[] weights = new double[2 * reach + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double away = (i - reach) / deviation;
      weights[i] = Math.exp(-away * away / 2);
      sum += weights[i];
    }
    float[] kernel = new float[weights.length];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (weights[i] / sum);
    }
    return kernel;
  }

  /** Blurs all frames in place, along rows, then along columns; borders continue. */
  private static void blur(float[] grey, int side, float[] kernel) {
    float[] line = new float[side + kernel.length - 1];
    for (int at = 0; at < grey.length; at += side) {
      blur(grey, at, 1, side, kernel, line);
    }
    for (int frame = 0; frame < grey.length; frame += side * side) {
      for (int x = 0; x < side; x++) {
        blur(grey, frame + x, side, side, kernel, line);
      }
    }
  }

  private static void blur(float[] grey, int at, int step, int side, float[] kernel, float[] line) {
    int reach = kernel.length / 2;
    for (int i = 0; i < line.length; i++) {
      line[i] = grey[at + step * Math.max(0, Math.min(side - 1, i - reach))];
    }
    for (int i = 0; i < side; i++) {
      float sum = 0;
      for (int k = 0; k < kernel.length; k++) {
        sum += kernel[k] * line[i + k];
      }
      grey[at + step * i] = sum;
    }
  }
}
