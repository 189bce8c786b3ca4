package dev.emotion4j.signal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** At most one signal per modality, at least one in all. Immutable; shows no content. */
public final class Sample {
  private final Map<Modality, Signal> signals;

  private Sample(Map<Modality, Signal> signals) {
    this.signals = signals;
  }

  /** Returns a sample of these signals. */
  public static Sample of(Signal... signals) {
    return of(List.of(signals));
  }

  /** Returns a sample of these signals. */
  public static Sample of(List<? extends Signal> signals) {
    Map<Modality, Signal> found = new LinkedHashMap<>();
    for (Signal signal : signals) {
      if (found.put(signal.modality(), signal) != null) {
        throw new IllegalArgumentException(
            "two signals of modality '" + signal.modality() + "' in one sample; expected one");
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("a sample without signals; expected at least one");
    }
    return new Sample(found);
  }

  /**
   * Returns a sample of the face and of the voice in a video file, which is opened when it is
   * recognised. Where one of the two cannot be used (a video without sound, no face in it), the
   * result says so, and the other counts.
   */
  public static Sample ofVideo(Path file) {
    return of(FaceVideo.of(file), AudioClip.of(file));
  }

  /** Returns the modalities that are there, in the order given. */
  public Set<Modality> modalities() {
    return java.util.Collections.unmodifiableSet(signals.keySet());
  }

  /** Returns the signal of a modality, if it is there. */
  public Optional<Signal> signal(Modality modality) {
    return Optional.ofNullable(signals.get(modality));
  }

  @Override
  public String toString() {
    return signals.values().toString();
  }
}
