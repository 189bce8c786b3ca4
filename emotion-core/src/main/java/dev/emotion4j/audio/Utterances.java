package dev.emotion4j.audio;

import dev.emotion4j.signal.AudioClip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The utterances of a recording of any length, one after the other while it is read: memory holds
 * no more than the longest utterance, time is linear. Used by one thread; to be closed.
 */
public final class Utterances implements Iterator<Utterance>, AutoCloseable {
  private static final int WINDOW = VoiceActivity.WINDOW;
  private static final double RATE = VoiceActivity.SAMPLE_RATE;

  private final AudioStream stream;
  private final VoiceActivity.Detector detector;
  private final Segmentation rule;
  private final float[] window = new float[WINDOW];
  private final int margin;

  // Samples from number `first` on: an utterance under way, or the margin before the next.
  private float[] kept = new float[1 << 15];
  private int count;
  private long first;
  // Of the utterance under way, counted in `kept`: where it begins, where speech was last heard.
  private boolean speaking;
  private int begin;
  private int lastSpeech;
  private int spoken;
  private boolean ended;
  private Optional<Utterance> next = Optional.empty();

  private Utterances(AudioStream stream, VoiceActivity.Detector detector, Segmentation rule) {
    this.stream = stream;
    this.detector = detector;
    this.rule = rule;
    margin = (int) (rule.margin() * RATE);
  }

  /**
   * Opens a recording.
   *
   * @param activity tells speech from other sound; stays open
   * @throws dev.emotion4j.signal.EmotionException if it cannot be decoded
   * @throws IOException if there is no such file, or the disk fails
   */
  public static Utterances of(AudioClip clip, VoiceActivity activity, Segmentation rule)
      throws IOException {
    VoiceActivity.Detector detector = activity.start();
    return new Utterances(AudioInput.open(clip, VoiceActivity.SAMPLE_RATE), detector, rule);
  }

  /** Opens a recording with {@link VoiceActivity#energy} and {@link Segmentation#DEFAULT}. */
  public static Utterances of(AudioClip clip) throws IOException {
    return of(clip, VoiceActivity.energy(), Segmentation.DEFAULT);
  }

  /**
   * Reads on until an utterance is complete.
   *
   * @throws UncheckedIOException if the disk fails
   * @throws dev.emotion4j.signal.EmotionException if the file turns out to be broken here
   */
  @Override
  public boolean hasNext() {
    while (next.isEmpty() && !ended) {
      int read = fill();
      if (read > 0) {
        Arrays.fill(window, read, WINDOW, 0);
        hear(detector.speech(window), read);
      }
      if (read < WINDOW) {
        ended = true;
        finish();
      }
    }
    return next.isPresent();
  }

  @Override
  public Utterance next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further utterance");
    }
    Utterance found = next.orElseThrow();
    next = Optional.empty();
    return found;
  }

  private int fill() {
    int filled = 0;
    try {
      while (filled < WINDOW) {
        int read = stream.read(window, filled, WINDOW - filled);
        if (read < 0) {
          break;
        }
        filled += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the recording failed", e);
    }
    return filled;
  }

  private void hear(double probability, int samples) {
    if (count + samples > kept.length) {
      kept = Arrays.copyOf(kept, 2 * kept.length);
    }
    System.arraycopy(window, 0, kept, count, samples);
    count += samples;
    if (!speaking && probability >= rule.on()) {
      speaking = true;
      begin = Math.max(0, count - samples - margin);
      spoken = 0;
      lastSpeech = count;
    }
    if (!speaking) {
      drop(count - margin);
      return;
    }
    if (probability >= rule.off()) {
      lastSpeech = count;
      spoken += samples;
    }
    boolean paused = count - lastSpeech >= rule.pause() * RATE;
    if (paused || count - begin >= rule.longest() * RATE) {
      finish();
    }
  }

  /** Ends the utterance under way, if there is one and it is long enough. */
  private void finish() {
    if (speaking && spoken >= rule.speech() * RATE) {
      int end = Math.min(count, lastSpeech + margin);
      next =
          Optional.of(
              new Utterance(
                  (first + begin) / RATE,
                  (first + end) / RATE,
                  Arrays.copyOfRange(kept, begin, end)));
    }
    if (speaking) {
      drop(lastSpeech);
    }
    speaking = false;
  }

  private void drop(int samples) {
    int gone = Math.max(0, Math.min(samples, count));
    System.arraycopy(kept, gone, kept, 0, count - gone);
    count -= gone;
    first += gone;
  }

  /** Returns what a caller should know of what was read so far; never content. */
  public List<String> notes() {
    return stream.notes();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
