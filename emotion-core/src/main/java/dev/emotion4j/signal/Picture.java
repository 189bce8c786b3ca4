package dev.emotion4j.signal;

/**
 * A decoded, upright picture of 8 bits per channel, grey or red-green-blue. Immutable; turning and
 * mirroring share the pixels. {@link #toString} never shows content.
 */
public final class Picture {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] data;
  private final int offset;
  private final int columnStep;
  private final int rowStep;
  // What stands where nothing could be decoded, a value per channel; empty if all was.
  private final byte[] blank;

  private Picture(
      int width,
      int height,
      int channels,
      byte[] data,
      int offset,
      int columnStep,
      int rowStep,
      byte[] blank) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
    this.offset = offset;
    this.columnStep = columnStep;
    this.rowStep = rowStep;
    this.blank = blank;
  }

  /**
   * Wraps grey values, row by row. The caller must not write to the array afterwards.
   *
   * @param data {@code width * height} bytes, 0 black to 255 white, unsigned
   */
  public static Picture grey(int width, int height, byte[] data) {
    return packed(width, height, 1, data);
  }

  /**
   * Wraps red, green and blue of every pixel, row by row. The caller must not write to the array
   * afterwards.
   *
   * @param data {@code width * height * 3} bytes, unsigned
   */
  public static Picture rgb(int width, int height, byte[] data) {
    return packed(width, height, 3, data);
  }

  private static Picture packed(int width, int height, int channels, byte[] data) {
    if (width < 1 || height < 1 || data.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          data.length
              + " bytes for a picture of "
              + width
              + " x "
              + height
              + " pixels and "
              + channels
              + " channels; expected "
              + (long) width * height * channels
              + ", and at least one pixel");
    }
    return new Picture(width, height, channels, data, 0, channels, width * channels, new byte[0]);
  }

  /** Returns the number of columns. */
  public int width() {
    return width;
  }

  /** Returns the number of rows. */
  public int height() {
    return height;
  }

  /** Returns 1 for grey, 3 for red-green-blue. */
  public int channels() {
    return channels;
  }

  /** Returns one sample, 0 to 255. */
  public int sample(int x, int y, int channel) {
    if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= channels) {
      throw new IllegalArgumentException(
          "sample (" + x + ", " + y + ", " + channel + ") of " + this);
    }
    return data[offset + y * rowStep + x * columnStep + channel] & 255;
  }

  /**
   * Returns the picture as one of a damaged file, sharing the pixels: those that are exactly as
   * this one count as not decoded.
   *
   * @param x the column of a pixel that was not decoded
   * @param y its row
   */
  public Picture damaged(int x, int y) {
    byte[] undecoded = new byte[channels];
    for (int channel = 0; channel < channels; channel++) {
      undecoded[channel] = (byte) sample(x, y, channel);
    }
    return new Picture(width, height, channels, data, offset, columnStep, rowStep, undecoded);
  }

  /** Returns whether it is of a damaged file; see {@link #damaged(int, int)}. */
  public boolean isDamaged() {
    return blank.length > 0;
  }

  /** Returns whether a pixel was decoded: always, unless the picture {@link #isDamaged}. */
  public boolean isDecoded(int x, int y) {
    for (int channel = 0; channel < blank.length; channel++) {
      if (sample(x, y, channel) != (blank[channel] & 255)) {
        return true;
      }
    }
    return blank.length == 0;
  }

  /**
   * Copies samples of a row, channels together, into the caller's array.
   *
   * @param y the row
   * @param from the first column
   * @param to behind the last column
   * @param into at least {@code (to - from) * channels} bytes
   */
  public void copyRow(int y, int from, int to, byte[] into) {
    int at = offset + y * rowStep + from * columnStep;
    if (columnStep == channels) {
      System.arraycopy(data, at, into, 0, (to - from) * channels);
      return;
    }
    int end = (to - from) * channels;
    for (int i = 0; i < end; i += channels, at += columnStep) {
      for (int c = 0; c < channels; c++) {
        into[i + c] = data[at + c];
      }
    }
  }

  /**
   * Returns the picture turned upright, sharing the pixels.
   *
   * @param orientation as EXIF counts: 1 upright, 2 mirrored, 3 upside down, 4 both, 5 transposed,
   *     6 to be turned clockwise, 7 transposed the other way, 8 to be turned counterclockwise
   */
  public Picture upright(int orientation) {
    int right = offset + (width - 1) * columnStep;
    int bottom = (height - 1) * rowStep;
    return switch (orientation) {
      case 1 -> this;
      case 2 -> view(width, height, right, -columnStep, rowStep);
      case 3 -> view(width, height, right + bottom, -columnStep, -rowStep);
      case 4 -> view(width, height, offset + bottom, columnStep, -rowStep);
      case 5 -> view(height, width, offset, rowStep, columnStep);
      case 6 -> view(height, width, offset + bottom, -rowStep, columnStep);
      case 7 -> view(height, width, right + bottom, -rowStep, -columnStep);
      case 8 -> view(height, width, right, rowStep, -columnStep);
      default ->
          throw new IllegalArgumentException("orientation " + orientation + "; expected 1 to 8");
    };
  }

  private Picture view(int columns, int rows, int start, int acrossStep, int downStep) {
    return new Picture(columns, rows, channels, data, start, acrossStep, downStep, blank);
  }

  @Override
  public String toString() {
    return (channels == 1 ? "grey" : "colour") + " picture of " + width + " x " + height;
  }
}
