package dev.emotion4j.encoder;

import dev.emotion4j.audio.Functionals;
import dev.emotion4j.audio.MelSettings;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sizes of a {@link VoiceNetwork} and how much of a clip it hears. Immutable.
 *
 * @param channels of the convolutions over the log-mel, 8 or more
 * @param hidden width of what becomes of the functionals, 8 or more
 * @param seconds at most so much of a clip is used, 0.5 to 600
 */
public record VoiceConfig(int channels, int hidden, double seconds) {
  /** 32 channels, 64 hidden, 15 seconds. */
  public static final VoiceConfig DEFAULT = new VoiceConfig(32, 64, 15);

  /** How the log-mel is made. */
  static final MelSettings MEL = MelSettings.DEFAULT;

  private static final String CHANNELS = "channels";
  private static final String HIDDEN = "hidden";
  private static final String SECONDS = "seconds";
  private static final Set<String> NAMES = Set.of(CHANNELS, HIDDEN, SECONDS);

  /** Checks the ranges. */
  public VoiceConfig {
    if (channels < 8 || hidden < 8 || !(seconds >= 0.5 && seconds <= 600)) {
      throw new IllegalArgumentException(
          channels
              + " channels, "
              + hidden
              + " hidden, "
              + seconds
              + " s; expected 8 or more, 8 or more, 0.5 to 600");
    }
  }

  /** Returns a copy that uses so much of a clip. */
  public VoiceConfig seconds(double most) {
    return new VoiceConfig(channels, hidden, most);
  }

  /** Returns the width of the features. */
  public int width() {
    return 2 * channels + hidden;
  }

  static int mels() {
    return MEL.mels();
  }

  static int functionals() {
    return Functionals.names().size();
  }

  Map<String, String> settings() {
    return new TreeMap<>(
        Map.of(
            CHANNELS, Integer.toString(channels),
            HIDDEN, Integer.toString(hidden),
            SECONDS, Double.toString(seconds)));
  }

  static VoiceConfig of(Map<String, String> settings) {
    if (!settings.keySet().equals(NAMES)) {
      throw new IllegalArgumentException(
          "settings "
              + new TreeMap<>(settings).keySet()
              + " of a voice encoder; expected "
              + NAMES);
    }
    try {
      return new VoiceConfig(
          Integer.parseInt(settings.getOrDefault(CHANNELS, "")),
          Integer.parseInt(settings.getOrDefault(HIDDEN, "")),
          Double.parseDouble(settings.getOrDefault(SECONDS, "")));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "settings " + new TreeMap<>(settings) + " of a voice encoder; expected numbers", e);
    }
  }
}
