package dev.emotion4j.encoder;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a face is cut out of a picture. Part of a model's settings: a network sees faces as those it
 * was trained on. Immutable.
 *
 * @param margin what is added to the detector's box on every side, as a share of its longer side
 * @param aligned whether the crop is turned until the eyes are level, if the detector gives
 *     landmarks
 */
public record FaceOptions(double margin, boolean aligned) {
  /** A crop as those of FER2013, which are a little tighter than the boxes of YuNet. */
  public static final FaceOptions DEFAULT = new FaceOptions(-0.05, false);

  static final String MARGIN = "margin";
  static final String ALIGNED = "aligned";

  /** Checks the margin. */
  public FaceOptions {
    if (!(margin > -0.5 && margin <= 2)) {
      throw new IllegalArgumentException(
          "a crop margin of " + margin + "; expected above -0.5, at most 2 of the box's side");
    }
  }

  /** Returns a copy with another margin. */
  public FaceOptions margin(double share) {
    return new FaceOptions(share, aligned);
  }

  /** Returns a copy that turns faces upright or not. */
  public FaceOptions aligned(boolean turn) {
    return new FaceOptions(margin, turn);
  }

  Map<String, String> settings() {
    return new TreeMap<>(
        Map.of(MARGIN, Double.toString(margin), ALIGNED, Boolean.toString(aligned)));
  }

  static Set<String> names() {
    return Set.of(MARGIN, ALIGNED);
  }

  static FaceOptions of(Map<String, String> settings) {
    FaceOptions options = DEFAULT;
    String margin = settings.get(MARGIN);
    if (margin != null) {
      try {
        options = options.margin(Double.parseDouble(margin));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "setting '" + MARGIN + "' is '" + margin + "'; expected a number", e);
      }
    }
    String aligned = settings.get(ALIGNED);
    if (aligned != null) {
      if (!aligned.equals("true") && !aligned.equals("false")) {
        throw new IllegalArgumentException(
            "setting '" + ALIGNED + "' is '" + aligned + "'; expected true or false");
      }
      options = options.aligned(Boolean.parseBoolean(aligned));
    }
    return options;
  }
}
