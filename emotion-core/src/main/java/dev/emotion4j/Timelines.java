package dev.emotion4j;

import dev.emotion4j.audio.AudioInput;
import dev.emotion4j.audio.AudioStream;
import dev.emotion4j.image.VideoFrames;
import dev.emotion4j.monitor.Segmenter;
import dev.emotion4j.monitor.Smoothing;
import dev.emotion4j.monitor.Timeline;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Recognises a recording piece by piece and joins the pieces into a timeline, in memory that does
 * not grow with the recording. Immutable.
 *
 * @param labels the labels of the recognitions, in their order
 * @param recognize recognises samples of one signal each
 * @param smoothing how pieces become segments
 */
record Timelines(
    List<String> labels, Function<List<Sample>, List<Recognition>> recognize, Smoothing smoothing) {
  /** Pieces that are recognised together. */
  static final int BATCH = 16;

  /** Seconds of sound that one recognition hears. */
  static final double WINDOW = 3;

  /** Seconds from one recognition to the next; each stands for the middle of what it hears. */
  static final double HOP = 1.5;

  /** Recognises every sampled frame of a video. */
  Timeline video(FaceVideo video) {
    try (VideoFrames frames = VideoFrames.open(video)) {
      Pieces pieces = new Pieces(this, "frames");
      double interval = frames.interval();
      for (var next = frames.next(); next.isPresent(); next = frames.next()) {
        double start = next.get().seconds();
        pieces.add(new Piece(start, start + interval, next.get().image()));
      }
      return pieces.finish(frames.notes());
    }
  }

  /** Recognises windows of {@value #WINDOW} s, every {@value #HOP} s. */
  Timeline audio(AudioClip clip) {
    try (AudioStream stream = AudioInput.open(clip)) {
      Pieces pieces = new Pieces(this, "windows");
      int rate = stream.sampleRate();
      int hop = Math.max(1, (int) (HOP * rate));
      float[] window = new float[Math.max(hop, (int) (WINDOW * rate))];
      int filled = fill(stream, window, 0);
      double edge = (WINDOW - HOP) / 2;
      double from = 0; // what the next recognition stands for begins here
      for (long at = 0; filled > 0; at += hop) {
        boolean last = filled < window.length;
        double begin = (double) at / rate;
        double until = begin + (last ? (double) filled / rate : WINDOW - edge);
        float[] heard = java.util.Arrays.copyOf(window, filled);
        if (until > from) {
          pieces.add(new Piece(from, until, AudioClip.of(heard, rate)));
        }
        from = until;
        if (last) {
          break;
        }
        System.arraycopy(window, hop, window, 0, window.length - hop);
        filled = fill(stream, window, window.length - hop);
      }
      return pieces.finish(stream.notes());
    } catch (IOException e) {
      throw new EmotionException("the sound cannot be read: " + e.getMessage(), e);
    }
  }

  private static int fill(AudioStream stream, float[] window, int from) throws IOException {
    int filled = from;
    while (filled < window.length) {
      int read = stream.read(window, filled, window.length - filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }

  /** A signal and the time that its recognition stands for. */
  private record Piece(double start, double end, Signal signal) {}

  /** Takes pieces in order, a batch at a time. */
  private static final class Pieces {
    private final Timelines timelines;
    private final String kind;
    private final List<Timeline.Segment> segments = new ArrayList<>();
    private final Segmenter segmenter;
    private final List<Piece> waiting = new ArrayList<>();
    private long count;
    private long failures;
    private Optional<String> firstFailure = Optional.empty();

    Pieces(Timelines timelines, String kind) {
      this.timelines = timelines;
      this.kind = kind;
      this.segmenter = new Segmenter(timelines.labels(), timelines.smoothing(), segments::add);
    }

    void add(Piece piece) {
      if (waiting.size() == BATCH) {
        recognize(BATCH - 1);
      }
      waiting.add(piece);
    }

    // The newest piece waits for the next: where that begins, it ends.
    private void recognize(int many) {
      List<Piece> now = List.copyOf(waiting.subList(0, many));
      if (now.isEmpty()) {
        return;
      }
      List<Sample> samples = now.stream().map(piece -> Sample.of(piece.signal())).toList();
      List<Recognition> results = timelines.recognize().apply(samples);
      for (int i = 0; i < many; i++) {
        Piece piece = now.get(i);
        double next = i + 1 < waiting.size() ? waiting.get(i + 1).start() : piece.end();
        take(piece, Math.min(piece.end(), next), results.get(i));
      }
      waiting.subList(0, many).clear();
    }

    private void take(Piece piece, double end, Recognition result) {
      count++;
      if (result.isEmpty()) {
        failures++;
        if (firstFailure.isEmpty()) {
          firstFailure = result.failed().values().stream().findFirst();
        }
      } else if (end > piece.start()) {
        double[] probabilities =
            timelines.labels().stream()
                .mapToDouble(label -> result.distribution().getOrDefault(label, 0.0))
                .toArray();
        segmenter.accept(piece.start(), end, probabilities);
      }
    }

    Timeline finish(List<String> streamNotes) {
      recognize(waiting.size());
      segmenter.finish();
      List<String> notes = new ArrayList<>(streamNotes);
      if (failures > 0) {
        notes.add(
            failures
                + " of "
                + count
                + " "
                + kind
                + " are left out"
                + firstFailure.map(why -> "; the first: " + why).orElse(""));
      }
      return new Timeline(segments, segmenter.count(), notes);
    }
  }
}
