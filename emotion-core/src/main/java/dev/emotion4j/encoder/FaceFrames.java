package dev.emotion4j.encoder;

import dev.emotion4j.image.EvenFrames;
import dev.emotion4j.image.FaceQuality;
import dev.emotion4j.image.VideoFrames;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Pictures of faces, and the frames of a video, as rows of a face encoder. Stateless. */
final class FaceFrames {
  private FaceFrames() {}

  /**
   * Prepares pictures and videos, in their order.
   *
   * @throws IllegalArgumentException if a signal is neither
   */
  static List<Prepared> prepare(
      List<? extends Signal> signals,
      Function<FaceImage, Prepared> still,
      Function<FaceVideo, Prepared> moving) {
    List<Prepared> rows = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      if (signal instanceof FaceVideo video) {
        rows.add(moving.apply(video));
      } else if (signal instanceof FaceImage image) {
        rows.add(still.apply(image));
      } else {
        throw new IllegalArgumentException(
            "a signal of modality '"
                + signal.modality()
                + "' for the face encoder; expected FaceImage or FaceVideo");
      }
    }
    return rows;
  }

  /**
   * Prepares a video: a face per sampled frame, evenly spread if there are more than it may have.
   * Only what is made of the frames is kept, so memory does not grow with the video.
   *
   * @param frame prepares one frame
   * @param join makes the row of what was kept, given notes on the whole
   */
  static <F> Prepared prepare(
      FaceVideo video,
      Function<FaceImage, F> frame,
      BiFunction<List<F>, List<String>, Prepared> join) {
    EvenFrames<F> even = new EvenFrames<>(video.maxFrames());
    List<String> notes = new ArrayList<>();
    try (VideoFrames frames = VideoFrames.open(video)) {
      for (var next = frames.next(); next.isPresent(); next = frames.next()) {
        if (even.wanted()) {
          even.add(frame.apply(next.get().image()));
        } else {
          even.skip();
        }
      }
      notes.addAll(frames.notes());
    } catch (MediaException e) {
      return Prepared.failed(String.valueOf(e.getMessage()));
    }
    List<F> kept = even.kept();
    if (kept.size() < even.seen()) {
      notes.add(
          kept.size()
              + " of "
              + even.seen()
              + " frames count, evenly spread: the limit is "
              + video.maxFrames());
    }
    return join.apply(kept, notes);
  }

  /** Averages the features of a model that was run on every frame; frames that failed are noted. */
  static Prepared mean(List<Prepared> frames, List<String> notes) {
    List<Prepared> usable = frames.stream().filter(row -> row.problem().isEmpty()).toList();
    if (usable.isEmpty()) {
      return frames.isEmpty() ? Prepared.failed("no frames") : frames.get(0);
    }
    List<String> said = new ArrayList<>(notes);
    double quality = 0;
    float[] mean = new float[features(usable.get(0)).length];
    for (Prepared row : usable) {
      float[] features = features(row);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += features[i] / usable.size();
      }
      row.notes().stream().filter(note -> !said.contains(note)).forEach(said::add);
      quality += row.quality() / usable.size();
    }
    if (usable.size() < frames.size()) {
      List<String> problems = frames.stream().flatMap(row -> row.problem().stream()).toList();
      said.add(leftOut(frames.size(), problems));
    }
    return new Prepared(
        Map.of(ReadyFeatures.INPUT, Tensor.of(mean, mean.length)),
        1,
        said,
        Math.max(FaceQuality.LEAST, Math.min(1, quality)),
        Optional.empty());
  }

  /** Returns a note of frames that were left out: how many, and the reason of the first. */
  static String leftOut(int frames, List<String> problems) {
    return problems.size()
        + " of "
        + frames
        + " frames were left out, the first because of this: "
        + problems.get(0);
  }

  private static float[] features(Prepared row) {
    return Objects.requireNonNull(row.tensors().get(ReadyFeatures.INPUT)).floats();
  }

  /** Returns the row with other pixels; a row with a problem has none and stays as it is. */
  static Prepared changed(Prepared row, UnaryOperator<Tensor> change) {
    Tensor pixels = row.tensors().get(FaceNetwork.PIXELS);
    if (pixels == null) {
      return row;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>(row.tensors());
    tensors.put(FaceNetwork.PIXELS, change.apply(pixels));
    return new Prepared(tensors, row.length(), row.notes(), row.quality(), row.problem());
  }
}
