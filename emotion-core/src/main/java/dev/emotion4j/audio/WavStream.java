package dev.emotion4j.audio;

import dev.emotion4j.model.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a WAV file (RIFF, RF64; PCM of 8 to 32 bits, float, A-law, mu-law, extensible) from a
 * stream, in one pass and constant memory. Channels are averaged.
 *
 * <p>Sizes in headers are promises that nothing is allocated by: samples are read as far as the
 * file goes, and a note tells if the header promised more. A data size of 0 with an unset RIFF
 * size, or of 0xFFFFFFFF, is what programs leave that write to a pipe: the rest is sound.
 */
final class WavStream implements AudioStream {
  private static final int RIFF = fourCc("RIFF");
  private static final int RF64 = fourCc("RF64");
  private static final int WAVE = fourCc("WAVE");
  private static final int FMT = fourCc("fmt ");
  private static final int DATA = fourCc("data");
  private static final int DS64 = fourCc("ds64");
  private static final long UNSET = 0xFFFF_FFFFL;
  private static final int LONGEST_FMT = 4096;
  private static final int FRAMES = 4096;

  private final String file;
  private final InputStream in;
  private final SampleRepair repair = new SampleRepair();
  private final List<String> notes = new ArrayList<>();
  private final byte[] block;
  private final WavFormat format;
  private final SampleCoding decoder;
  private final long promised;
  private long position;
  private long taken;
  private boolean ended;
  private boolean looked;

  /** Reads the headers; the stream belongs to this object if that succeeds. */
  WavStream(String file, InputStream in) throws IOException {
    this.file = file;
    this.in = in;
    long riff = riffSize();
    WavFormat found = null;
    long wide = UNSET;
    long at = position;
    int id = id();
    long size = unsigned();
    while (id != DATA) {
      if (id == FMT) {
        found = format(size);
      } else if (id == DS64 && size >= 16) {
        skip(8);
        wide = Math.max(0, little(8).getLong());
        skip(padded(size) - 16);
      } else {
        skip(padded(size));
      }
      at = position;
      id = id();
      size = unsigned();
    }
    if (found == null) {
      throw new FormatException(
          file, "byte " + at, "samples before a fmt chunk; expected fmt first. Convert the file");
    }
    boolean piped = size == UNSET || (size == 0 && (riff == 0 || riff == UNSET));
    promised = !piped ? size : wide != UNSET ? wide : Long.MAX_VALUE;
    format = found;
    decoder = SampleCoding.of(found);
    block = new byte[FRAMES * found.frameBytes()];
  }

  /** Returns whether a file that begins with these bytes is meant to be WAV. */
  static boolean isWav(byte[] head) {
    if (head.length < 12) {
      return false;
    }
    ByteBuffer start = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int first = start.getInt(0);
    return (first == RIFF || first == RF64) && start.getInt(8) == WAVE;
  }

  private long riffSize() throws IOException {
    int first = id();
    if (first != RIFF && first != RF64) {
      throw new FormatException(file, "byte 0", "no RIFF header; expected a WAV file");
    }
    long size = unsigned();
    if (id() != WAVE) {
      throw new FormatException(file, "byte 8", "a RIFF file, but not of type WAVE");
    }
    return size;
  }

  private WavFormat format(long size) throws IOException {
    if (size > LONGEST_FMT) {
      throw new FormatException(
          file,
          "byte " + (position - 4),
          "a fmt chunk of " + size + " bytes; expected at most " + LONGEST_FMT);
    }
    long at = position;
    WavFormat format = WavFormat.parse(file, little((int) size), at);
    skip(size & 1);
    return format;
  }

  /** Chunks are padded to even sizes. */
  private static long padded(long size) {
    return size + (size & 1);
  }

  private static int fourCc(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }

  private int id() throws IOException {
    return little(4).getInt();
  }

  private long unsigned() throws IOException {
    return little(4).getInt() & 0xFFFF_FFFFL;
  }

  private ByteBuffer little(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw tooShort(position + bytes.length);
    }
    position += count;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw tooShort(position + count - left);
        }
        skipped = 1;
      }
      left -= skipped;
    }
    position += count;
  }

  private FormatException tooShort(long at) {
    return new FormatException(
        file, "byte " + at, "the file ends before its samples; expected a data chunk");
  }

  @Override
  public int sampleRate() {
    return format.sampleRate();
  }

  @Override
  public int read(float[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    int frame = format.frameBytes();
    long frames = Math.min(Math.min(length, FRAMES), (promised - taken) / frame);
    int wanted = (int) frames * frame;
    int bytes = in.readNBytes(block, 0, wanted);
    taken += bytes;
    position += bytes;
    if (bytes < wanted) {
      noteEnd(bytes % frame);
    } else if (promised - taken < frame) {
      noteRest();
    }
    int count = bytes / frame;
    ended = bytes < wanted || count == 0;
    if (count == 0) {
      return -1;
    }
    decoder.mix(block, count, format.channels(), to, offset);
    repair.repair(to, offset, count);
    return count;
  }

  // Behind the sound there may be chunks, whose names are text, and nothing else.
  private void noteRest() throws IOException {
    if (looked) {
      return;
    }
    looked = true;
    in.readNBytes((int) (promised - taken + (promised & 1)));
    byte[] name = in.readNBytes(4);
    for (byte letter : name) {
      if (letter < ' ' || letter > '~') {
        notes.add(
            "the header promises "
                + promised
                + " bytes of sound, but the file goes on behind them; the rest was not read");
        return;
      }
    }
  }

  private void noteEnd(int rest) {
    if (promised != Long.MAX_VALUE) {
      notes.add(
          "the header promises "
              + promised
              + " bytes of sound, the file has "
              + taken
              + "; it was read as far as it goes");
    } else if (rest != 0) {
      notes.add("the file ends within a sample, at byte " + position);
    }
  }

  @Override
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    all.addAll(repair.notes());
    return all;
  }

  @Override
  public double notNumbers() {
    return repair.notNumbers();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
