package dev.emotion4j;

import dev.emotion4j.audio.Segmentation;
import dev.emotion4j.audio.Utterance;
import dev.emotion4j.audio.Utterances;
import dev.emotion4j.audio.VoiceActivity;
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
import java.io.UncheckedIOException;
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

  /** Seconds after which an utterance is recognised in parts. */
  static final double LONGEST = 5;

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

  /** Recognises every utterance of a recording, long ones in parts. */
  Timeline audio(AudioClip clip) {
    Segmentation rule = Segmentation.DEFAULT.longest(LONGEST);
    try (Utterances utterances = Utterances.of(clip, VoiceActivity.energy(), rule)) {
      Pieces pieces = new Pieces(this, "utterances");
      while (utterances.hasNext()) {
        Utterance next = utterances.next();
        pieces.add(new Piece(next.start(), next.end(), next.clip()));
      }
      return pieces.finish(utterances.notes());
    } catch (IOException | UncheckedIOException e) {
      throw new EmotionException("the sound cannot be read: " + e.getMessage(), e);
    }
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
      if (count == 0) {
        notes.add("no " + kind + " were found");
      }
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
