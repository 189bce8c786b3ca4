package dev.emotion4j.encoder;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Faces as they might have been photographed: mirrored half of the time, turned, scaled, stretched,
 * sheared and moved by one affine map with bilinear sampling, with another gamma, and sometimes
 * with a rectangle covered by grey (random erasing, Zhong et al., 2020). All frames of a row are
 * changed alike. Every number is a bound of a uniform distribution around "unchanged". Immutable
 * and thread-safe.
 *
 * @param rotation the largest angle in radians
 * @param scale the largest logarithm of the size
 * @param aspect the largest logarithm of the stretching
 * @param shear the largest tangent of the shearing
 * @param shift the largest move along each axis, as a share of the side
 * @param gamma the largest logarithm of the exponent of the grey values
 * @param erasing the probability of a covered rectangle, of 3 to 15 percent of the area
 * @param size the side of the result in pixels, or 0 to keep that of the row
 */
public record FaceAugmentation(
    double rotation,
    double scale,
    double aspect,
    double shear,
    double shift,
    double gamma,
    double erasing,
    int size)
    implements Augmentation {
  /** What faces cropped by a detector may well be off by. */
  public static final FaceAugmentation STANDARD =
      new FaceAugmentation(0.26, 0.16, 0.06, 0.08, 0.073, 0.35, 0.35, 0);

  private static final double SMALLEST = 0.03;
  private static final double LARGEST = 0.15;
  private static final double ERASED_ASPECT = 0.8;

  /** Checks the ranges. */
  public FaceAugmentation {
    for (double bound : new double[] {rotation, scale, aspect, shear, shift, gamma}) {
      if (!(bound >= 0 && bound <= Math.PI)) {
        throw new IllegalArgumentException(
            "a bound of " + bound + " in a face augmentation; expected 0 to pi");
      }
    }
    if (!(erasing >= 0 && erasing <= 1) || size < 0) {
      throw new IllegalArgumentException(
          "erasing "
              + erasing
              + ", size "
              + size
              + "; expected a probability and a side in pixels (0 keeps the row's)");
    }
  }

  /** Returns a copy whose results have this side: a cheaper resolution to start training on. */
  public FaceAugmentation size(int pixels) {
    return new FaceAugmentation(rotation, scale, aspect, shear, shift, gamma, erasing, pixels);
  }

  /** Returns a copy with every bound and the probability of erasing times a factor, 0 to 1. */
  public FaceAugmentation strength(double factor) {
    return new FaceAugmentation(
        factor * rotation,
        factor * scale,
        factor * aspect,
        factor * shear,
        factor * shift,
        factor * gamma,
        factor * erasing,
        size);
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
    int frames = pixels.dim(0);
    int from = pixels.dim(-1);
    int to = size == 0 ? from : size;
    Change change = change(new SplittableRandom(seed), from, to);
    float[] source = pixels.floats();
    if (change.exponent != 1) {
      for (int i = 0; i < source.length; i++) {
        source[i] = (float) Math.pow(Math.max(0, source[i]), change.exponent);
      }
    }
    float[] result = new float[frames * to * to];
    for (int frame = 0; frame < frames; frame++) {
      sample(source, frame * from * from, from, result, frame * to * to, to, change);
      change.erase(result, frame * to * to, to);
    }
    return Tensor.of(result, frames, 1, to, to);
  }

  /** An affine map from places of the result to places of the source, an exponent, a rectangle. */
  private record Change(
      double xx,
      double xy,
      double yx,
      double yy,
      double dx,
      double dy,
      double exponent,
      int left,
      int top,
      int width,
      int height) {
    void erase(float[] pixels, int at, int side) {
      if (width == 0 || height == 0) {
        return;
      }
      double sum = 0;
      for (int i = 0; i < side * side; i++) {
        sum += pixels[at + i];
      }
      float grey = (float) (sum / (side * side));
      for (int y = top; y < top + height; y++) {
        int row = at + y * side;
        Arrays.fill(pixels, row + left, row + left + width, grey);
      }
    }
  }

  private Change change(SplittableRandom random, int from, int to) {
    double mirror = random.nextBoolean() ? -1 : 1;
    double angle = within(random, rotation);
    double zoom = Math.exp(within(random, scale));
    double stretch = Math.exp(within(random, aspect));
    double dx = within(random, shift) * from;
    double dy = within(random, shift) * from;
    double slant = within(random, shear);
    double exponent = Math.exp(within(random, gamma));
    int width = 0;
    int height = 0;
    int left = 0;
    int top = 0;
    if (random.nextDouble() < erasing) {
      double area = (SMALLEST + (LARGEST - SMALLEST) * random.nextDouble()) * to * to;
      double ratio = Math.exp(within(random, ERASED_ASPECT));
      width = (int) Math.min(to, Math.round(Math.sqrt(area * ratio)));
      height = (int) Math.min(to, Math.round(Math.sqrt(area / ratio)));
      left = random.nextInt(to - width + 1);
      top = random.nextInt(to - height + 1);
    }
    double step = (double) from / to;
    double sx = step * zoom * stretch;
    double sy = step * zoom / stretch;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Change(
        sx * cos * mirror,
        sy * (slant * cos - sin),
        sx * sin * mirror,
        sy * (slant * sin + cos),
        dx,
        dy,
        exponent,
        left,
        top,
        width,
        height);
  }

  private static double within(SplittableRandom random, double bound) {
    return (2 * random.nextDouble() - 1) * bound;
  }

  // Outside the picture its border continues.
  private static void sample(
      float[] source, int base, int from, float[] result, int at, int to, Change map) {
    double middle = to / 2.0 - 0.5;
    double centre = from / 2.0 - 0.5;
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        double px = map.xx * (x - middle) + map.xy * (y - middle) + map.dx + centre;
        double py = map.yx * (x - middle) + map.yy * (y - middle) + map.dy + centre;
        result[at + y * to + x] = bilinear(source, base, from, px, py);
      }
    }
  }

  /** Samples a frame that begins at {@code base} between its pixels; its border continues. */
  static float bilinear(float[] source, int base, int side, double px, double py) {
    double x = Math.min(side - 1, Math.max(0, px));
    double y = Math.min(side - 1, Math.max(0, py));
    int x0 = (int) x;
    int y0 = (int) y;
    int x1 = Math.min(side - 1, x0 + 1);
    int row0 = base + y0 * side;
    int row1 = base + Math.min(side - 1, y0 + 1) * side;
    float fx = (float) (x - x0);
    float fy = (float) (y - y0);
    float top = source[row0 + x0] * (1 - fx) + source[row0 + x1] * fx;
    float bottom = source[row1 + x0] * (1 - fx) + source[row1 + x1] * fx;
    return top * (1 - fy) + bottom * fy;
  }
}
