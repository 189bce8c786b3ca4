package dev.emotion4j.audio;

/** Turns coded samples of several channels into mono, full scale -1 to 1. Stateless. */
abstract class SampleCoding {
  private final int bytes;

  private SampleCoding(int bytes) {
    this.bytes = bytes;
  }

  static SampleCoding of(WavFormat format) {
    return switch (format.coding()) {
      case INTEGER -> new Whole(format.bytes());
      case FLOAT -> format.bytes() == 4 ? new SingleFloat() : new DoubleFloat();
      case A_LAW -> new Table(aLaw());
      case MU_LAW -> new Table(muLaw());
    };
  }

  abstract float sample(byte[] from, int at);

  /** Averages the channels of {@code count} frames. */
  final void mix(byte[] from, int count, int channels, float[] to, int offset) {
    int at = 0;
    float share = 1f / channels;
    for (int i = 0; i < count; i++) {
      float sum = 0;
      for (int channel = 0; channel < channels; channel++, at += bytes) {
        sum += sample(from, at);
      }
      to[offset + i] = sum * share;
    }
  }

  private static int little(byte[] from, int at) {
    return from[at] & 0xFF
        | (from[at + 1] & 0xFF) << 8
        | (from[at + 2] & 0xFF) << 16
        | from[at + 3] << 24;
  }

  private static final class Whole extends SampleCoding {
    private final int bytes;

    Whole(int bytes) {
      super(bytes);
      this.bytes = bytes;
    }

    @Override
    float sample(byte[] from, int at) {
      return switch (bytes) {
        case 1 -> ((from[at] & 0xFF) - 128) * 0x1p-7f;
        case 2 -> (from[at] & 0xFF | from[at + 1] << 8) * 0x1p-15f;
        case 3 -> (from[at] & 0xFF | (from[at + 1] & 0xFF) << 8 | from[at + 2] << 16) * 0x1p-23f;
        default -> little(from, at) * 0x1p-31f;
      };
    }
  }

  private static final class SingleFloat extends SampleCoding {
    SingleFloat() {
      super(4);
    }

    @Override
    float sample(byte[] from, int at) {
      return Float.intBitsToFloat(little(from, at));
    }
  }

  private static final class DoubleFloat extends SampleCoding {
    DoubleFloat() {
      super(8);
    }

    @Override
    float sample(byte[] from, int at) {
      long low = little(from, at) & 0xFFFF_FFFFL;
      return (float) Double.longBitsToDouble(low | (long) little(from, at + 4) << 32);
    }
  }

  private static final class Table extends SampleCoding {
    private final float[] values;

    Table(float[] values) {
      super(1);
      this.values = values;
    }

    @Override
    float sample(byte[] from, int at) {
      return values[from[at] & 0xFF];
    }
  }

  /** ITU-T G.711: a sign, three bits of exponent, four of mantissa; even bits are inverted. */
  private static float[] aLaw() {
    float[] values = new float[256];
    for (int code = 0; code < 256; code++) {
      int bits = code ^ 0x55;
      int exponent = bits >> 4 & 7;
      int mantissa = (bits & 15) << 4 | 8;
      int size = exponent == 0 ? mantissa : (mantissa | 0x100) << (exponent - 1);
      values[code] = ((bits & 0x80) != 0 ? size : -size) * 0x1p-15f;
    }
    return values;
  }

  /** ITU-T G.711: a sign, three bits of exponent, four of mantissa; all bits are inverted. */
  private static float[] muLaw() {
    float[] values = new float[256];
    for (int code = 0; code < 256; code++) {
      int bits = ~code;
      int size = (((bits & 15) << 3 | 0x84) << (bits >> 4 & 7)) - 0x84;
      values[code] = ((bits & 0x80) != 0 ? -size : size) * 0x1p-15f;
    }
    return values;
  }
}
