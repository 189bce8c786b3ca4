package dev.emotion4j.body;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured within one window. Immutable; {@link #toString} shows no content.
 *
 * @param start of the window, on the recording's clock, in seconds
 * @param features by the names of {@link BodyFeatures}; what could not be computed is not there,
 *     and all that are there are finite
 * @param quality how far it can be trusted, above 0 to 1; see {@link BodyWindows}
 * @param notes why features are missing; never content
 */
public record BodyWindow(
    double start, Map<String, Double> features, double quality, List<String> notes) {
  /** Copies map and notes. */
  public BodyWindow {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    notes = List.copyOf(notes);
  }

  @Override
  public String toString() {
    return "window with " + features.size() + " body features";
  }
}
