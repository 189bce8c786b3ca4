package dev.emotion4j.image;

import dev.emotion4j.signal.Picture;

/**
 * Antialiased, separable resizing of a part of a picture to floats, with the filters of the Python
 * Imaging Library: when shrinking, the filter is stretched so that every source pixel counts.
 * Results are not rounded to 8 bits. Stateless and thread-safe; takes memory for a few rows beside
 * the result.
 *
 * <p>Inside the picture, windows are cut at its edge and weighed anew, as PIL does; where the part
 * reaches over the edge, the picture is continued by {@link Edge}.
 */
public final class Resize {
  /** The shape of the weights. */
  public enum Filter {
    /** A triangle over two pixels. */
    BILINEAR(1) {
      @Override
      double weight(double x) {
        return Math.max(0, 1 - Math.abs(x));
      }
    },
    /** The cubic of Keys (1981) over four pixels, with a = -0.5. */
    BICUBIC(2) {
      @Override
      double weight(double at) {
        double x = Math.abs(at);
        if (x < 1) {
          return ((1.5 * x) - 2.5) * x * x + 1;
        }
        return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
      }
    };

    final double support;

    Filter(double support) {
      this.support = support;
    }

    abstract double weight(double x);
  }

  /** How a picture goes on behind its edge. */
  public enum Edge {
    /** By its last row or column. */
    REPEAT,
    /** Mirrored at its last row or column. */
    REFLECT
  }

  private Resize() {}

  /**
   * Returns the part as planes, one channel after the other: {@code [channels, height, width]}, 0
   * to 255 (bicubic may overshoot).
   */
  public static float[] planes(
      Picture picture, Crop part, int width, int height, Filter filter, Edge edge) {
    int channels = picture.channels();
    int[] starts = new int[channels];
    for (int c = 0; c < channels; c++) {
      starts[c] = c * width * height;
    }
    float[] planes = new float[channels * width * height];
    run(picture, part, width, height, filter, edge, false, planes, starts, width);
    return planes;
  }

  /**
   * Returns the luma of the part, {@code [height, width]}, 0 to 255: {@code 0.299 R + 0.587 G +
   * 0.114 B} (ITU-R BT.601), which is what 8-bit grey pictures hold.
   */
  public static float[] luma(
      Picture picture, Crop part, int width, int height, Filter filter, Edge edge) {
    float[] luma = new float[width * height];
    run(picture, part, width, height, filter, edge, true, luma, new int[1], width);
    return luma;
  }

  /**
   * Draws the part into an array of the caller's.
   *
   * @param target receives the samples
   * @param starts where each channel of the picture begins in it
   * @param rowStep from row to row in it
   */
  static void draw(
      Picture picture,
      Crop part,
      int width,
      int height,
      float[] target,
      int[] starts,
      int rowStep) {
    run(picture, part, width, height, Filter.BILINEAR, Edge.REPEAT, false, target, starts, rowStep);
  }

  private static void run(
      Picture picture,
      Crop part,
      int width,
      int height,
      Filter filter,
      Edge edge,
      boolean luma,
      float[] target,
      int[] starts,
      int rowStep) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "resizing to " + width + " x " + height + "; expected at least one pixel");
    }
    boolean inside = part.isInside(picture);
    Windows across =
        Windows.of(filter, part.x(), part.width(), picture.width(), width, inside, edge);
    Windows down =
        Windows.of(filter, part.y(), part.height(), picture.height(), height, inside, edge);
    int channels = luma ? 1 : picture.channels();
    Rows rows = new Rows(picture, across.first, across.last + 1, down.longest(), luma);
    float[] line = new float[(across.last + 1 - across.first) * channels];
    for (int y = 0; y < height; y++) {
      java.util.Arrays.fill(line, 0);
      for (int k = 0; k < down.at[y].length; k++) {
        add(line, rows.row(down.at[y][k]), down.weight[y][k]);
      }
      int row = y * rowStep;
      if (channels == 1) {
        spread(line, across, target, starts[0] + row);
      } else {
        spread(line, across, target, starts[0] + row, starts[1] + row, starts[2] + row);
      }
    }
  }

  private static void add(float[] line, float[] row, float weight) {
    for (int i = 0; i < line.length; i++) {
      line[i] += weight * row[i];
    }
  }

  private static void spread(float[] line, Windows across, float[] target, int to) {
    for (int x = 0; x < across.at.length; x++) {
      int[] at = across.at[x];
      float[] weight = across.weight[x];
      float sum = 0;
      for (int k = 0; k < at.length; k++) {
        sum += weight[k] * line[at[k] - across.first];
      }
      target[to + x] = sum;
    }
  }

  // Three channels at once: the weights and places are read once.
  private static void spread(
      float[] line, Windows across, float[] target, int red, int green, int blue) {
    for (int x = 0; x < across.at.length; x++) {
      int[] at = across.at[x];
      float[] weight = across.weight[x];
      float r = 0;
      float g = 0;
      float b = 0;
      for (int k = 0; k < at.length; k++) {
        int i = (at[k] - across.first) * 3;
        float w = weight[k];
        r += w * line[i];
        g += w * line[i + 1];
        b += w * line[i + 2];
      }
      target[red + x] = r;
      target[green + x] = g;
      target[blue + x] = b;
    }
  }

  /** Rows as floats, the last few kept, because windows overlap. */
  private static final class Rows {
    private final Picture picture;
    private final int from;
    private final int to;
    private final boolean luma;
    private final float[][] kept;
    private final int[] which;
    private final byte[] bytes;

    Rows(Picture picture, int from, int to, int count, boolean luma) {
      this.picture = picture;
      this.from = from;
      this.to = to;
      this.luma = luma && picture.channels() == 3;
      this.kept = new float[count][(to - from) * (luma ? 1 : picture.channels())];
      this.which = new int[count];
      java.util.Arrays.fill(which, -1);
      this.bytes = new byte[(to - from) * picture.channels()];
    }

    float[] row(int y) {
      int slot = y % kept.length;
      float[] row = kept[slot];
      if (which[slot] != y) {
        which[slot] = y;
        picture.copyRow(y, from, to, bytes);
        if (luma) {
          weigh(row);
        } else {
          for (int i = 0; i < row.length; i++) {
            row[i] = bytes[i] & 255;
          }
        }
      }
      return row;
    }

    private void weigh(float[] row) {
      for (int x = 0, i = 0; x < row.length; x++, i += 3) {
        row[x] =
            0.299f * (bytes[i] & 255)
                + 0.587f * (bytes[i + 1] & 255)
                + 0.114f * (bytes[i + 2] & 255);
      }
    }
  }

  /** Which source pixels make one target pixel, and how much each counts. */
  private static final class Windows {
    final int[][] at;
    final float[][] weight;
    int first = Integer.MAX_VALUE;
    int last;

    private Windows(int size) {
      at = new int[size][];
      weight = new float[size][];
    }

    static Windows of(
        Filter filter,
        double start,
        double length,
        int source,
        int target,
        boolean inside,
        Edge edge) {
      Windows windows = new Windows(target);
      double scale = length / target;
      double stretch = Math.max(1, scale);
      for (int i = 0; i < target; i++) {
        double centre = start + (i + 0.5) * scale;
        int from = (int) Math.floor(centre - filter.support * stretch + 0.5);
        int to = (int) Math.floor(centre + filter.support * stretch + 0.5);
        if (inside) {
          from = Math.max(0, from);
          to = Math.min(source, to);
        }
        windows.window(i, from, Math.max(from + 1, to), centre, stretch, filter, source, edge);
      }
      return windows;
    }

    private void window(
        int i,
        int from,
        int to,
        double centre,
        double stretch,
        Filter filter,
        int source,
        Edge edge) {
      at[i] = new int[to - from];
      weight[i] = new float[to - from];
      double[] raw = new double[to - from];
      double sum = 0;
      for (int k = 0; k < raw.length; k++) {
        raw[k] = filter.weight((from + k - centre + 0.5) / stretch);
        sum += raw[k];
      }
      for (int k = 0; k < raw.length; k++) {
        weight[i][k] = (float) (raw[k] / sum);
        at[i][k] = place(from + k, source, edge);
        first = Math.min(first, at[i][k]);
        last = Math.max(last, at[i][k]);
      }
    }

    private static int place(int at, int source, Edge edge) {
      if (at >= 0 && at < source) {
        return at;
      }
      if (edge == Edge.REPEAT || source == 1) {
        return Math.max(0, Math.min(source - 1, at));
      }
      int period = 2 * source - 2;
      int folded = Math.floorMod(at, period);
      return folded < source ? folded : period - folded;
    }

    int longest() {
      int longest = 1;
      for (int[] one : at) {
        longest = Math.max(longest, one.length);
      }
      return longest + 1;
    }
  }
}
