package dev.emotion4j.monitor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The emotions that a recording expresses, one after the other. Immutable; holds no content of the
 * recording. Between two segments nothing could be seen or heard.
 *
 * @param segments in the order of time, never overlapping
 * @param observations how many frames or stretches of speech were recognised
 * @param notes what the caller should know: how many frames had no face, where a file is damaged
 *     ...; never content
 */
public record Timeline(List<Segment> segments, long observations, List<String> notes) {
  /**
   * A stretch of time with one label.
   *
   * @param start seconds from the start of the recording
   * @param end seconds from the start of the recording, above {@code start}
   * @param label the label that the smoothing chose
   * @param distribution mean of the calibrated distributions of its observations, weighted by their
   *     duration
   * @param confidence the mean probability of the label, as in the distribution
   * @param observations how many frames or stretches of speech it rests on
   */
  public record Segment(
      double start,
      double end,
      String label,
      Map<String, Double> distribution,
      double confidence,
      int observations) {
    /** Copies the map in its order. */
    public Segment {
      distribution = Collections.unmodifiableMap(new LinkedHashMap<>(distribution));
    }

    /** Returns how long it is, in seconds. */
    public double duration() {
      return end - start;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.1f-%.1f s %s (%.2f)", start, end, label, confidence);
    }
  }

  /** Copies the lists. */
  public Timeline {
    segments = List.copyOf(segments);
    notes = List.copyOf(notes);
  }
}
