package dev.emotion4j.body;

import dev.emotion4j.signal.BodyRecording;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.WearerBaseline;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a recording into windows and measures each. Immutable and thread-safe.
 *
 * <p>The quality of a window is the mean over its channels (heart, skin conductance, temperature,
 * motion, respiration; those that the recording has) of
 *
 * <pre>{@code (1 - bad) (1 - flat) (1 - clipped) (1 - removed) / (1 + (movement / 0.25 g)^2)}</pre>
 *
 * where {@code bad} is the share of missing or impossible samples, {@code flat} that in runs of a
 * second of one value, {@code clipped} that at the ends of the range in runs of three (both for
 * heart and respiration only), {@code removed} the share of heart intervals that were artefacts,
 * and {@code movement} the standard deviation of the magnitude of acceleration, which counts
 * against heart and skin conductance only. A channel that gives no feature counts 0; the result is
 * at least .01.
 *
 * @param seconds the length of a window, 10 or more
 * @param stride from the start of a window to that of the next, in seconds, 1 or more
 */
public record BodyWindows(double seconds, double stride) {
  /** Windows of a minute, one after the other: the shortest that heart rate variability allows. */
  public static final BodyWindows DEFAULT = new BodyWindows(60, 60);

  /** The most windows of one recording; more is not one sample. */
  public static final int MAX_WINDOWS = 100_000;

  private static final double MAX_SECONDS = 3600;

  /** Checks the ranges. */
  public BodyWindows {
    if (!(seconds >= 10 && seconds <= MAX_SECONDS && stride >= 1 && stride <= MAX_SECONDS)) {
      throw new IllegalArgumentException(
          "windows of "
              + seconds
              + " s every "
              + stride
              + " s; expected 10 to 3600 s every 1 to 3600 s");
    }
  }

  /**
   * Measures the windows that lie within the recording, in order; none if it is shorter than one
   * window. A window of which nothing can be measured is there without features.
   *
   * @throws IllegalArgumentException for more than {@link #MAX_WINDOWS}
   */
  public List<BodyWindow> of(BodyRecording recording) {
    double length = recording.end() - recording.start();
    // A sample's rounding must not cost the last window.
    double count = Math.floor((length - seconds) / stride + 1e-6) + 1;
    if (count > MAX_WINDOWS) {
      throw new IllegalArgumentException(
          "a recording of "
              + Math.round(length)
              + " s has more than "
              + MAX_WINDOWS
              + " windows; cut it, or take a larger stride");
    }
    List<BodyWindow> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      windows.add(new WindowMeasurement(recording, recording.start() + i * stride, seconds).all());
    }
    return windows;
  }

  /**
   * Returns what is normal for a wearer, from a recording at rest: ten minutes or more are good,
   * two windows are the least.
   *
   * @throws IllegalArgumentException if the signal is no recording, or has fewer than two windows
   * @throws dev.emotion4j.signal.EmotionException if its file cannot be used
   */
  public WearerBaseline baseline(BodySignal atRest) {
    BodyRecording recording =
        atRest
            .recording()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ready-made features; expected a recording of the wearer at rest"));
    return BodyFeatures.baseline(of(recording));
  }
}
