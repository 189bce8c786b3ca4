package dev.emotion4j.image;

/**
 * A place in a JPEG file: one of the marker segments in front of the first scan. Immutable; moving
 * on gives another one, always further into the file.
 */
final class JpegSegments {
  private static final int SCAN = 0xda;
  private static final int END = 0xd9;

  private final byte[] file;
  private final ByteReader reader;
  private final int start;
  private final int marker;
  private final int end;

  private JpegSegments(byte[] file, int from) {
    this.file = file;
    this.reader = new ByteReader(file, 0, file.length, false);
    int at = from;
    if (reader.u8(at) != 0xff) {
      throw new PictureException(
          "a JPEG file without a marker at byte " + at + "; expected one. It is damaged");
    }
    while (reader.u8(at + 1L) == 0xff) {
      at++; // markers may be preceded by any number of fill bytes
    }
    start = at;
    marker = reader.u8(at + 1L);
    int length = reader.u16(at + 2L);
    if (length < 2) {
      throw new PictureException(
          "a JPEG segment of " + length + " bytes at byte " + at + "; expected 2 or more");
    }
    end = at + 2 + length;
  }

  /** Returns the segment behind the start of the image. */
  static JpegSegments first(byte[] file) {
    return new JpegSegments(file, 2);
  }

  /** Returns the next segment. */
  JpegSegments next() {
    return new JpegSegments(file, end);
  }

  /**
   * Counts the scans of the image from the first one on, in one pass. Within compressed data an FF
   * byte is followed by 0 or the number of a restart; tables and comments between scans are passed
   * over. What follows the image, as the video of a moving photo does, is not looked at.
   */
  static int scans(byte[] file, int from) {
    int count = 0;
    int at = from;
    while (at + 3 < file.length) {
      int marker = file[at + 1] & 255;
      if ((file[at] & 255) != 0xff || !hasLength(marker) && marker != END) {
        at++;
      } else if (marker == END) {
        return count;
      } else {
        count += marker == SCAN ? 1 : 0;
        int length = (file[at + 2] & 255) << 8 | file[at + 3] & 255;
        at += 2 + Math.max(2, length);
      }
    }
    return count;
  }

  private static boolean hasLength(int marker) {
    return marker >= 0xc0 && marker < 0xff && !(marker >= 0xd0 && marker <= END);
  }

  /** Returns whether the compressed data begins here. */
  boolean isScan() {
    return marker == SCAN;
  }

  /** Returns whether it states the size. */
  boolean isFrame() {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  boolean isExif() {
    return marker == 0xe1 && reader.has(body(), "Exif\0\0");
  }

  boolean isAdobe() {
    return marker == 0xee && reader.has(body(), "Adobe") && end - body() >= 12;
  }

  /**
   * Returns whether decoding needs it: tables, frame, and the two that tell the colours. Profiles,
   * previews and comments are left away, so that nothing in them reaches the decoder.
   */
  boolean isNeeded() {
    boolean application = marker >= 0xe0 && marker <= 0xef;
    boolean comment = marker == 0xfe;
    boolean jfif = marker == 0xe0 && reader.has(body(), "JFIF\0");
    return !application && !comment || jfif || isAdobe();
  }

  /** Returns where the segment begins. */
  int start() {
    return start;
  }

  /** Returns where its content begins. */
  int body() {
    return start + 4;
  }

  /** Returns where the next one begins, at most the file's end. */
  int end() {
    return Math.min(end, file.length);
  }
}
