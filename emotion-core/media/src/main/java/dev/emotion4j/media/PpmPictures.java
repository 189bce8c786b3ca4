package dev.emotion4j.media;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Portable pixmaps, one after the other, out of a child's output: {@code P6 width height 255}. */
final class PpmPictures implements MediaDecoder.Pictures {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Child child;
  private final Cleaner.Cleanable net;
  private final double perSecond;
  private final int maxSide;
  private final double limit;
  private final byte[] one = new byte[1];
  private final List<String> notes = new ArrayList<>();
  private MediaDecoder.@Nullable Picture first;
  private long count;
  private boolean ended;

  private PpmPictures(Child child, double perSecond, int maxSide, MediaDecoder.Limits limits) {
    this.child = child;
    this.perSecond = perSecond;
    this.maxSide = maxSide;
    this.limit = limits.duration().toMillis() / 1000.0;
    net = CLEANER.register(this, child::close);
  }

  /** Waits for the first picture; closes the child if there is none. */
  static PpmPictures open(
      Child child, Path file, double perSecond, int maxSide, MediaDecoder.Limits limits) {
    try {
      PpmPictures pictures = new PpmPictures(child, perSecond, maxSide, limits);
      pictures.first = pictures.decode();
      if (pictures.first == null) {
        throw Diagnosis.of(child, file, Reason.NO_PICTURES);
      }
      return pictures;
    } catch (RuntimeException | Error e) {
      child.close();
      throw e;
    }
  }

  @Override
  public Optional<MediaDecoder.Picture> next() {
    if (ended) {
      return Optional.empty();
    }
    MediaDecoder.Picture picture = first == null ? decode() : first;
    first = null;
    if (picture == null) {
      ended = true;
      Diagnosis.damage(child, count / perSecond).ifPresent(notes::add);
      close();
    } else if (picture.seconds() >= limit) {
      ended = true;
      notes.add(String.format(Locale.ROOT, "the video is cut after %.0f s, the limit", limit));
      close();
      return Optional.empty();
    }
    return Optional.ofNullable(picture);
  }

  private MediaDecoder.@Nullable Picture decode() {
    if (child.read(one, 0, 1) == 0) {
      return null;
    }
    if (one[0] != 'P' || number() != 6) {
      throw strange();
    }
    int width = number();
    int height = number();
    if (width < 1 || height < 1 || width > maxSide || height > maxSide || number() != 255) {
      throw strange();
    }
    byte[] rgb = new byte[3 * width * height];
    if (child.read(rgb, 0, rgb.length) < rgb.length) {
      // Killed or crashed in the middle of a picture: the exit status makes it a note.
      return null;
    }
    return new MediaDecoder.Picture(count++ / perSecond, width, height, rgb);
  }

  // Decimal digits and the single white space behind them.
  private int number() {
    int value = 0;
    for (int digits = 0; digits < 6; digits++) {
      if (child.read(one, 0, 1) == 0) {
        return 0;
      }
      if (one[0] < '0' || one[0] > '9') {
        return value;
      }
      value = 10 * value + one[0] - '0';
    }
    return 0;
  }

  private static MediaException strange() {
    return new MediaException(
        Reason.NO_DECODER,
        "the program's output is no portable pixmap; is it ffmpeg? " + MediaDecoder.HINT);
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
    return "pictures at " + perSecond + " per second";
  }
}
