package dev.emotion4j.media;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException.Reason;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Little-endian 32-bit floats out of a child's output. */
final class PcmSound implements MediaDecoder.Sound {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int CHUNK = 16 * 1024;

  private final Child child;
  private final Cleaner.Cleanable net;
  private final int rate;
  private final long limit;
  private final byte[] bytes = new byte[CHUNK * Float.BYTES];
  private final ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private final List<String> notes = new ArrayList<>();
  private long delivered;
  private boolean ended;

  private PcmSound(Child child, int rate, MediaDecoder.Limits limits) {
    this.child = child;
    this.rate = rate;
    this.limit = (long) (limits.duration().toMillis() / 1000.0 * rate);
    floats.limit(0);
    net = CLEANER.register(this, child::close);
  }

  /** Waits for the first sample; closes the child if there is none. */
  static PcmSound open(Child child, Path file, int rate, MediaDecoder.Limits limits) {
    try {
      PcmSound sound = new PcmSound(child, rate, limits);
      // A small first piece: the rest of the chunk is not waited for.
      if (!sound.fill(Float.BYTES)) {
        throw Diagnosis.of(child, file, Reason.NO_SOUND);
      }
      return sound;
    } catch (RuntimeException | Error e) {
      child.close();
      throw e;
    }
  }

  private boolean fill(int wanted) {
    int read = child.read(bytes, 0, wanted);
    floats.clear().limit(read - read % Float.BYTES);
    return floats.hasRemaining();
  }

  @Override
  public int rate() {
    return rate;
  }

  @Override
  public int read(float[] into, int offset, int length) {
    if (length < 1) {
      throw new IllegalArgumentException(length + " samples asked for; expected at least 1");
    }
    java.util.Objects.checkFromIndexSize(offset, length, into.length);
    int read = 0;
    while (read < length && !ended) {
      if (!floats.hasRemaining() && !fill(Math.min(bytes.length, (length - read) * Float.BYTES))) {
        end();
      } else if (delivered == limit) {
        notes.add("the sound is cut after " + limit / rate + " s, the limit");
        ended = true;
        close();
      } else {
        int count = Math.min(floats.remaining() / Float.BYTES, length - read);
        count = (int) Math.min(count, limit - delivered);
        floats.asFloatBuffer().get(into, offset + read, count);
        floats.position(floats.position() + count * Float.BYTES);
        read += count;
        delivered += count;
      }
    }
    return read == 0 ? -1 : read;
  }

  private void end() {
    ended = true;
    Diagnosis.damage(child, (double) delivered / rate).ifPresent(notes::add);
    close();
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {
    net.clean();
  }

  @Override
  public String toString() {
    return "sound at " + rate + " samples per second";
  }
}
