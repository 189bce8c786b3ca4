package dev.emotion4j.audio;

import dev.emotion4j.model.FormatException;
import java.nio.ByteBuffer;

/**
 * How the samples of a WAV file are coded.
 *
 * @param coding what the bytes of a sample mean
 * @param bytes of one sample of one channel
 * @param channels 1 to {@value #MOST_CHANNELS}
 * @param sampleRate 1 to {@value #MOST_HERTZ}
 */
record WavFormat(Coding coding, int bytes, int channels, int sampleRate) {
  static final int MOST_CHANNELS = 64;
  static final int MOST_HERTZ = 768_000;

  private static final int TAG_PCM = 1;
  private static final int TAG_FLOAT = 3;
  private static final int TAG_A_LAW = 6;
  private static final int TAG_MU_LAW = 7;
  private static final int TAG_EXTENSIBLE = 0xFFFE;

  // KSDATAFORMAT_SUBTYPE: the tag, then 0000-0010-8000-00AA00389B71.
  private static final long GUID_MIDDLE = 0x0010_0000_0000L;
  private static final long GUID_TAIL = 0x719B_3800_AA00_0080L;

  /** What the bytes of a sample mean; numbers are little-endian. */
  enum Coding {
    /** 8 bits: 0 to 255 around 128; more bits: signed, two's complement. */
    INTEGER,
    /** IEEE 754, full scale 1. */
    FLOAT,
    /** ITU-T G.711, A-law. */
    A_LAW,
    /** ITU-T G.711, mu-law. */
    MU_LAW;

    boolean takes(int bytes) {
      return switch (this) {
        case INTEGER -> bytes >= 1 && bytes <= 4;
        case FLOAT -> bytes == 4 || bytes == 8;
        case A_LAW, MU_LAW -> bytes == 1;
      };
    }
  }

  /** Returns the bytes of one sample of all channels. */
  int frameBytes() {
    return bytes * channels;
  }

  /**
   * Reads a {@code fmt } chunk.
   *
   * @param body its content, little-endian
   * @param at where in the file the content begins
   */
  static WavFormat parse(String file, ByteBuffer body, long at) {
    if (body.remaining() < 16) {
      throw new FormatException(
          file,
          "byte " + at,
          "the fmt chunk has " + body.remaining() + " bytes; expected 16 or more");
    }
    int tag = body.getShort(0) & 0xFFFF;
    int channels = body.getShort(2) & 0xFFFF;
    long rate = body.getInt(4) & 0xFFFFFFFFL;
    int frame = body.getShort(12) & 0xFFFF;
    int bits = body.getShort(14) & 0xFFFF;
    if (tag == TAG_EXTENSIBLE) {
      tag = subFormat(file, body, at);
    }
    within(file, at + 2, "channels", channels, MOST_CHANNELS);
    within(file, at + 4, "samples per second", rate, MOST_HERTZ);
    int bytes = (bits + 7) / 8;
    // 24 valid bits may stand, left-aligned, in 32: the size of a frame decides.
    if (frame != 0 && frame % channels == 0 && frame / channels >= bytes) {
      bytes = frame / channels;
    } else if (frame != 0) {
      throw new FormatException(
          file,
          "byte " + (at + 12),
          "a frame of " + frame + " bytes for " + channels + " channels of " + bits + " bits");
    }
    return new WavFormat(coding(file, at, tag, bytes), bytes, channels, (int) rate);
  }

  private static int subFormat(String file, ByteBuffer body, long at) {
    if (body.remaining() < 40) {
      throw new FormatException(
          file,
          "byte " + at,
          "an extensible fmt chunk of " + body.remaining() + " bytes; expected 40");
    }
    long head = body.getLong(24);
    if (head >>> 16 != GUID_MIDDLE || body.getLong(32) != GUID_TAIL) {
      throw new FormatException(
          file,
          "byte " + (at + 24),
          "the sub-format is none of Microsoft's; convert the file to 16-bit PCM");
    }
    return (int) (head & 0xFFFF);
  }

  private static void within(String file, long at, String what, long found, long most) {
    if (found < 1 || found > most) {
      throw new FormatException(file, "byte " + at, found + " " + what + "; expected 1 to " + most);
    }
  }

  private static Coding coding(String file, long at, int tag, int bytes) {
    Coding coding =
        switch (tag) {
          case TAG_PCM -> Coding.INTEGER;
          case TAG_FLOAT -> Coding.FLOAT;
          case TAG_A_LAW -> Coding.A_LAW;
          case TAG_MU_LAW -> Coding.MU_LAW;
          default ->
              throw new FormatException(
                  file,
                  "byte " + at,
                  "samples of format "
                      + tag
                      + "; expected PCM (1), float (3), A-law (6) or mu-law (7). Convert the file"
                      + " to 16-bit PCM");
        };
    if (!coding.takes(bytes)) {
      throw new FormatException(
          file,
          "byte " + (at + 14),
          "samples of "
              + bytes
              + " bytes in format "
              + tag
              + "; expected 1 to 4 for PCM, 4 or 8 for float, 1 for A-law and mu-law");
    }
    return coding;
  }
}
