package dev.emotion4j.image;

import java.util.Locale;

/**
 * What the first bytes of a picture say. Read without decoding, in time proportional to the number
 * of segments, so that a picture that would take gigabytes is refused for the price of its header.
 *
 * @param kind told by the content, never by the name
 * @param width columns as stored, before turning
 * @param height rows as stored
 * @param orientation how EXIF says it is to be turned, 1 to 8
 * @param channels how many a JPEG has; 0 for other formats
 * @param adobe the colour transform of Adobe's JPEG marker, or -1 without that marker
 */
record PictureHeader(Kind kind, long width, long height, int orientation, int channels, int adobe) {
  /** The formats that are read. */
  enum Kind {
    JPEG("jpg", "jpeg"),
    PNG("png", "apng"),
    GIF("gif", "gif"),
    BMP("bmp", "dib"),
    WEBP("webp", "webp");

    private final String ending;
    private final String other;

    Kind(String ending, String other) {
      this.ending = ending;
      this.other = other;
    }

    /** Returns whether a file's name says so, or nothing. */
    boolean named(String file) {
      String lower = file.toLowerCase(Locale.ROOT);
      return lower.endsWith("." + ending) || lower.endsWith("." + other) || lower.indexOf('.') < 0;
    }
  }

  private static final int UPRIGHT = 1;
  private static final int NONE = -1;

  static PictureHeader of(byte[] file) {
    ByteReader big = new ByteReader(file, 0, file.length, false);
    ByteReader little = new ByteReader(file, 0, file.length, true);
    if (file.length == 0) {
      throw new PictureException("the picture is empty: 0 bytes; expected a JPEG or PNG file");
    }
    if (big.has(0, "\u00ff\u00d8\u00ff")) {
      return jpeg(file, big);
    }
    if (big.has(0, "\u0089PNG\r\n\u001a\n")) {
      return plain(Kind.PNG, big.u32(16), big.u32(20));
    }
    if (big.has(0, "GIF87a") || big.has(0, "GIF89a")) {
      return gif(little);
    }
    if (big.has(0, "BM")) {
      boolean old = little.u32(14) == 12;
      long width = old ? little.u16(18) : (int) little.u32(18);
      long height = old ? little.u16(20) : Math.abs((long) (int) little.u32(22));
      return plain(Kind.BMP, width, height);
    }
    if (big.has(0, "RIFF") && big.has(8, "WEBP")) {
      return webp(little);
    }
    throw new PictureException(
        "the bytes are no picture that this library reads (they look like "
            + guess(big)
            + "); expected JPEG, PNG, GIF or BMP. Convert the file");
  }

  private static PictureHeader plain(Kind kind, long width, long height) {
    return new PictureHeader(kind, width, height, UPRIGHT, 0, NONE);
  }

  private static PictureHeader jpeg(byte[] file, ByteReader reader) {
    int orientation = UPRIGHT;
    int adobe = NONE;
    for (JpegSegments at = JpegSegments.first(file); !at.isScan(); at = at.next()) {
      if (at.isFrame()) {
        long height = reader.u16(at.body() + 1);
        long width = reader.u16(at.body() + 3);
        int channels = reader.u8(at.body() + 5);
        return new PictureHeader(Kind.JPEG, width, height, orientation, channels, adobe);
      }
      if (at.isExif()) {
        orientation = Exif.orientation(file, at.body() + 6, at.end());
      }
      if (at.isAdobe()) {
        adobe = reader.u8(at.body() + 11);
      }
    }
    throw new PictureException(
        "a JPEG file without a frame header before its first scan; expected one. It is damaged");
  }

  // The frame may be larger than the screen that the file announces; the frame is what is decoded.
  private static PictureHeader gif(ByteReader reader) {
    long width = reader.u16(6);
    long height = reader.u16(8);
    int flags = reader.u8(10);
    long at = 13 + ((flags & 0x80) != 0 ? 3L << ((flags & 7) + 1) : 0);
    while (reader.u8(at) == 0x21) {
      at += 2;
      for (int block = reader.u8(at); block != 0; block = reader.u8(at)) {
        at += block + 1;
      }
      at++;
    }
    if (reader.u8(at) != 0x2c) {
      throw new PictureException("a GIF file without a picture; expected at least one frame");
    }
    return plain(
        Kind.GIF, Math.max(width, reader.u16(at + 5)), Math.max(height, reader.u16(at + 7)));
  }

  private static PictureHeader webp(ByteReader reader) {
    if (reader.has(12, "VP8X")) {
      long width = 1 + reader.u16(24) + ((long) reader.u8(26) << 16);
      long height = 1 + reader.u16(27) + ((long) reader.u8(29) << 16);
      return plain(Kind.WEBP, width, height);
    }
    if (reader.has(12, "VP8L")) {
      long bits = reader.u32(21);
      return plain(Kind.WEBP, 1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
    }
    return plain(Kind.WEBP, reader.u16(26) & 0x3fff, reader.u16(28) & 0x3fff);
  }

  private static String guess(ByteReader big) {
    if (big.has(0, "II*\0") || big.has(0, "MM\0*")) {
      return "TIFF or a camera's raw format";
    }
    if (big.has(4, "ftyp")) {
      return "HEIC, AVIF or a video";
    }
    if (big.has(0, "%PDF")) {
      return "PDF";
    }
    if (big.has(0, "RIFF")) {
      return "a sound or a video";
    }
    if (big.has(0, "<") || big.has(0, "\u00ef\u00bb\u00bf<")) {
      return "SVG or a web page";
    }
    return "none of the formats it knows";
  }
}
