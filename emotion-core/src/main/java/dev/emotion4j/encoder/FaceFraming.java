package dev.emotion4j.encoder;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Faces as they come where no detector cut them out, and where something is worn in front of them:
 * some behind a mask or glasses, and half of them small in the middle of a picture whose border
 * goes on, or is mirrored. All frames of a row are changed alike. To be applied after {@link
 * FaceAugmentation} and before {@link FaceDegradation}. Immutable and thread-safe.
 *
 * @param wide the largest logarithm of how many times wider than the face the picture is, 0 to 2;
 *     uniform up to it
 * @param covered the probability that something covers a part of the face, 0 to 1: two times of
 *     three a mask, from a little above the mouth down, else glasses
 */
public record FaceFraming(double wide, double covered) implements Augmentation {
  /** Up to twice as wide, a quarter of the faces covered. */
  public static final FaceFraming STANDARD = new FaceFraming(0.7, 0.25);

  private static final double MOST = 2;
  private static final double MASKS = 2.0 / 3;

  /** Checks the ranges. */
  public FaceFraming {
    if (!(wide >= 0 && wide <= MOST) || !(covered >= 0 && covered <= 1)) {
      throw new IllegalArgumentException(
          "wide " + wide + ", covered " + covered + "; expected 0 to 2, a probability");
    }
  }

  /** Returns a copy with the bound and the probability times a factor, 0 to 1. */
  public FaceFraming strength(double factor) {
    return new FaceFraming(factor * wide, factor * covered);
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
    int side = pixels.dim(-1);
    float[] grey = pixels.floats();
    if (random.nextDouble() < covered) {
      boolean mask = random.nextDouble() < MASKS;
      int left = at(random, 0, 0.2, side);
      int right = at(random, 0.8, 1, side);
      int top = mask ? at(random, 0.5, 0.68, side) : at(random, 0.22, 0.32, side);
      int bottom = mask ? at(random, 0.88, 1, side) : at(random, 0.42, 0.52, side);
      float shade = (float) random.nextDouble();
      for (int row = 0; row < grey.length / side; row++) {
        if (row % side >= top && row % side < bottom) {
          Arrays.fill(grey, row * side + left, row * side + right, shade);
        }
      }
    }
    boolean smaller = random.nextBoolean();
    double factor = Math.exp(wide * random.nextDouble());
    boolean mirrored = random.nextBoolean();
    if (smaller && factor > 1) {
      return Tensor.of(widened(grey, side, factor, mirrored), pixels.shape());
    }
    return Tensor.of(grey, pixels.shape());
  }

  private static int at(SplittableRandom random, double from, double to, int side) {
    return (int) Math.round((from + (to - from) * random.nextDouble()) * side);
  }

  private static float[] widened(float[] grey, int side, double factor, boolean mirrored) {
    double middle = side / 2.0 - 0.5;
    double[] places = new double[side];
    for (int i = 0; i < side; i++) {
      places[i] = within(middle + factor * (i - middle), side - 1, mirrored);
    }
    float[] out = new float[grey.length];
    for (int i = 0; i < out.length; i++) {
      int frame = i / (side * side) * side * side;
      out[i] =
          FaceAugmentation.bilinear(grey, frame, side, places[i % side], places[i / side % side]);
    }
    return out;
  }

  private static double within(double place, double last, boolean mirrored) {
    double inside = place;
    while (mirrored && (inside < 0 || inside > last)) {
      inside = inside < 0 ? -inside : 2 * last - inside;
    }
    return Math.max(0, Math.min(last, inside));
  }
}
