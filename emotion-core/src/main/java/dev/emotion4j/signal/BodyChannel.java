package dev.emotion4j.signal;

import java.util.List;
import java.util.Locale;

/**
 * A series of one body signal at a constant sampling rate. Immutable if its array is left alone;
 * {@link #toString} shows no content.
 *
 * <p>A sample that was not measured is NaN. Motion comes as three channels.
 *
 * @param kind what was measured
 * @param values the samples in order; not copied
 * @param rate samples per second, above 0 and at most 100,000
 * @param unit of the values, one of {@link Kind#units}
 * @param start when the first sample was taken, in seconds of any clock that the channels share
 */
public record BodyChannel(Kind kind, float[] values, double rate, String unit, double start) {
  /** What a channel measures. The feature code knows these; others have nobody to read them. */
  public enum Kind {
    /** The electrocardiogram. */
    ECG,
    /** The pulse wave by light (photoplethysmogram, blood volume pulse). */
    PPG,
    /** Electrodermal activity: the conductance of the skin, in microsiemens. */
    EDA,
    /** Respiration: the girth of the chest or the flow of air. */
    RESPIRATION,
    /** The temperature of the skin. */
    TEMPERATURE,
    /** Acceleration along the first axis: in 64ths of g (as Empatica writes it), g, or m/s2. */
    MOTION_X,
    /** Acceleration along the second axis. */
    MOTION_Y,
    /** Acceleration along the third axis. */
    MOTION_Z;

    /** Returns the units that it may come in, the usual one first; "au" is any scale. */
    public List<String> units() {
      return switch (this) {
        case ECG -> List.of("mV", "au");
        case PPG, RESPIRATION -> List.of("au");
        case EDA -> List.of("uS");
        case TEMPERATURE -> List.of("C");
        case MOTION_X, MOTION_Y, MOTION_Z -> List.of("g/64", "g", "m/s2");
      };
    }

    /** Returns whether it is one of the three axes of motion. */
    public boolean isMotion() {
      return this == MOTION_X || this == MOTION_Y || this == MOTION_Z;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The highest sampling rate that is believed. */
  public static final double MAX_RATE = 100_000;

  /** Checks rate, unit and start. */
  public BodyChannel {
    if (!(rate > 0 && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "a sampling rate of " + rate + " Hz for " + kind + "; expected above 0, at most 100000");
    }
    if (!kind.units().contains(unit)) {
      throw new IllegalArgumentException(
          "unit '" + unit + "' for " + kind + "; expected one of " + kind.units());
    }
    if (!Double.isFinite(start)) {
      throw new IllegalArgumentException("a start of " + start + " s; expected a finite time");
    }
  }

  /** Returns a channel in its usual unit that starts at 0. */
  public static BodyChannel of(Kind kind, double rate, float... values) {
    return new BodyChannel(kind, values, rate, kind.units().get(0), 0);
  }

  /** Returns a copy in another unit of the same kind; the values stay. */
  public BodyChannel unit(String other) {
    return new BodyChannel(kind, values, rate, other, start);
  }

  /** Returns a copy that starts at another time. */
  public BodyChannel start(double seconds) {
    return new BodyChannel(kind, values, rate, unit, seconds);
  }

  /** Returns how long it is, in seconds. */
  public double seconds() {
    return values.length / rate;
  }

  /** Returns the time just behind the last sample. */
  public double end() {
    return start + seconds();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, %.1f s at %s Hz", kind, seconds(), rate);
  }
}
