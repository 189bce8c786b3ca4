package dev.emotion4j.image;

/**
 * The one field of EXIF that matters here: how the picture is to be turned. Whatever is wrong with
 * the rest, the picture is taken as it is; every access is bounded by the segment.
 */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int UPRIGHT = 1;

  private Exif() {}

  /**
   * Returns the orientation, 1 to 8; 1 if it is not stated or not readable.
   *
   * @param start where the TIFF header begins
   * @param end behind the last byte
   */
  static int orientation(byte[] file, int start, int end) {
    try {
      ByteReader order = new ByteReader(file, start, end, true);
      boolean little = order.has(0, "II");
      if (!little && !order.has(0, "MM")) {
        return UPRIGHT;
      }
      ByteReader tiff = new ByteReader(file, start, end, little);
      long directory = tiff.u32(4);
      int entries = tiff.u16(directory);
      for (int i = 0; i < entries; i++) {
        long entry = directory + 2 + 12L * i;
        if (tiff.u16(entry) == ORIENTATION && tiff.u16(entry + 2) == SHORT) {
          int value = tiff.u16(entry + 8);
          return value >= 1 && value <= 8 ? value : UPRIGHT;
        }
      }
      return UPRIGHT;
    } catch (PictureException outsideTheSegment) {
      return UPRIGHT;
    }
  }
}
