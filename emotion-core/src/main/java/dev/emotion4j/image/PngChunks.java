package dev.emotion4j.image;

import java.io.ByteArrayOutputStream;

/** The chunks of a PNG file that decoding needs. */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;

  private PngChunks() {}

  /**
   * Returns the file with sizes, palette, transparency and pixels only: what is left away
   * (profiles, compressed text) never reaches a decoder.
   *
   * @throws PictureException if the file ends before its last chunk
   */
  static byte[] needed(byte[] file) {
    ByteReader reader = new ByteReader(file, 0, file.length, false);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE);
    int at = SIGNATURE;
    while (true) {
      if (at + FRAME > file.length || at + FRAME + reader.u32(at) > file.length) {
        throw new PictureException(
            "the PNG picture is cut off at byte " + file.length + "; expected its last chunk");
      }
      int size = (int) reader.u32(at) + FRAME;
      boolean needed =
          reader.has(at + 4L, "IHDR")
              || reader.has(at + 4L, "PLTE")
              || reader.has(at + 4L, "tRNS")
              || reader.has(at + 4L, "IDAT");
      boolean last = reader.has(at + 4L, "IEND");
      if (needed || last) {
        kept.write(file, at, size);
      }
      if (last) {
        return kept.toByteArray();
      }
      at += size;
    }
  }
}
