package dev.emotion4j.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How a parameter that no checkpoint gives starts. The numbers depend on the seed and the path
 * only, never on the order in which a network asks. Immutable.
 */
public final class Initializer {
  private enum Kind {
    CONSTANT,
    NORMAL,
    UNIFORM
  }

  private final Kind kind;
  private final double spread;
  private final boolean perFanIn;

  private Initializer(Kind kind, double spread, boolean perFanIn) {
    this.kind = kind;
    this.spread = spread;
    this.perFanIn = perFanIn;
  }

  /** Every element has this value. */
  public static Initializer constant(double value) {
    return new Initializer(Kind.CONSTANT, value, false);
  }

  /** Every element is 0. */
  public static Initializer zeros() {
    return constant(0);
  }

  /** Every element is 1. */
  public static Initializer ones() {
    return constant(1);
  }

  /** Normal with mean 0 and this standard deviation. */
  public static Initializer normal(double deviation) {
    return new Initializer(Kind.NORMAL, deviation, false);
  }

  /** Normal with mean 0 and standard deviation {@code gain / sqrt(fan-in)}. */
  public static Initializer normalPerFanIn(double gain) {
    return new Initializer(Kind.NORMAL, gain, true);
  }

  /** Uniform between {@code -bound} and {@code bound}. */
  public static Initializer uniform(double bound) {
    return new Initializer(Kind.UNIFORM, bound, false);
  }

  /**
   * Uniform within {@code gain / sqrt(fan-in)}: with gain 1 what PyTorch gives a linear layer
   * (Kaiming uniform with a = sqrt(5)).
   */
  public static Initializer uniformPerFanIn(double gain) {
    return new Initializer(Kind.UNIFORM, gain, true);
  }

  /** Returns the starting values; the fan-in is the product of all dimensions but the first. */
  public Tensor create(long seed, String path, List<Integer> shape) {
    int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
    int size = Arrays.stream(dims).reduce(1, Math::multiplyExact);
    double fanIn = dims.length > 1 ? Math.max(1, size / Math.max(1, dims[0])) : Math.max(1, size);
    double scale = perFanIn ? spread / Math.sqrt(fanIn) : spread;
    SplittableRandom random = new SplittableRandom(mix(seed, path));
    // Written in place: an array on the heap first would cost the size of the largest embedding.
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      double value =
          switch (kind) {
            case CONSTANT -> scale;
            case NORMAL -> scale * gaussian(random);
            case UNIFORM -> scale * (2 * random.nextDouble() - 1);
          };
      bytes.putFloat(Float.BYTES * i, (float) value);
    }
    return Tensor.wrap(Type.F32, bytes, dims);
  }

  /** Mixes a seed and a name into another seed, equally on every platform. */
  public static long mix(long seed, String name) {
    long hash = 0xcbf29ce484222325L ^ seed;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return hash ^ hash >>> 33;
  }

  /**
   * Draws from the normal distribution of mean 0 and deviation 1, equally on every platform (Box
   * and Muller, 1958): the JDK's own Gaussian may change between releases.
   */
  public static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
