package dev.emotion4j.body;

import dev.emotion4j.signal.BodyChannel;
import dev.emotion4j.signal.BodyChannel.Kind;
import dev.emotion4j.signal.BodyRecording;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A wearer who is nobody: recordings with known answers, for trying things out and for tests. The
 * same settings give the same recording. Immutable.
 *
 * @param heartRate beats per minute, 40 to 180; intervals swing by 4 % with the breath
 * @param responses of the skin per minute, evenly spaced, 0 to 20; each rises by .3 microsiemens
 * @param breaths per minute, 6 to 30
 * @param movement the deviation of each axis of acceleration in g, above 0 to 1
 * @param seed of the noise
 */
public record SyntheticWearer(
    double heartRate, double responses, double breaths, double movement, long seed) {
  private static final double PULSE_RATE = 64;
  private static final double MOTION_RATE = 32;
  private static final double SLOW_RATE = 4;
  private static final double LEVEL = 2;
  private static final double AMPLITUDE = 0.3;
  private static final double RISE = 0.75;
  private static final double DECAY = 3;

  /** Somebody at rest: 62 beats, two responses, 12 breaths. */
  public static final SyntheticWearer CALM = new SyntheticWearer(62, 2, 12, 0.005, 1);

  /** Somebody under stress: 96 beats, nine responses, 19 breaths. */
  public static final SyntheticWearer STRESSED = new SyntheticWearer(96, 9, 19, 0.03, 2);

  /** Checks the ranges. */
  public SyntheticWearer {
    if (!(heartRate >= 40 && heartRate <= 180)
        || !(responses >= 0 && responses <= 20)
        || !(breaths >= 6 && breaths <= 30)
        || !(movement > 0 && movement <= 1)) {
      throw new IllegalArgumentException(
          "heart rate "
              + heartRate
              + ", responses "
              + responses
              + ", breaths "
              + breaths
              + ", movement "
              + movement
              + "; expected 40..180, 0..20, 6..30, above 0 to 1");
    }
  }

  /** Returns a copy with another seed. */
  public SyntheticWearer seed(long other) {
    return new SyntheticWearer(heartRate, responses, breaths, movement, other);
  }

  /** Returns so many seconds of pulse wave, skin conductance, temperature, motion and breath. */
  public BodyRecording recording(double seconds) {
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw new IllegalArgumentException(seconds + " s; expected above 0, at most a day");
    }
    SplittableRandom random = new SplittableRandom(seed);
    return BodyRecording.of(
        List.of(
            pulse(seconds, random),
            conductance(seconds, random),
            temperature(seconds, random),
            motion(Kind.MOTION_X, 10, seconds, random),
            motion(Kind.MOTION_Y, -20, seconds, random),
            motion(Kind.MOTION_Z, 60, seconds, random),
            breath(seconds, random)));
  }

  // Sums of uniform numbers: near enough to a Gaussian, and the same on every platform.
  private static double noise(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }

  private BodyChannel pulse(double seconds, SplittableRandom random) {
    float[] values = new float[(int) Math.round(seconds * PULSE_RATE)];
    double phase = 0;
    for (int i = 0; i < values.length; i++) {
      double interval = 60 / heartRate * (1 + 0.04 * Math.sin(breathPhase(i / PULSE_RATE)));
      phase += 1 / (interval * PULSE_RATE);
      double beat = phase - Math.floor(phase);
      double systole = Math.exp(-Math.pow((beat - 0.25) / 0.08, 2));
      double diastole = 0.35 * Math.exp(-Math.pow((beat - 0.6) / 0.1, 2));
      values[i] = (float) (60 * (systole + diastole) - 20 + 0.5 * noise(random));
    }
    return BodyChannel.of(Kind.PPG, PULSE_RATE, values);
  }

  private double breathPhase(double time) {
    return 2 * Math.PI * breaths * time / 60;
  }

  private BodyChannel conductance(double seconds, SplittableRandom random) {
    float[] values = new float[(int) Math.round(seconds * SLOW_RATE)];
    double shape = Math.log(DECAY / RISE) * RISE * DECAY / (DECAY - RISE);
    double height = Math.exp(-shape / DECAY) - Math.exp(-shape / RISE);
    double every = responses == 0 ? Double.POSITIVE_INFINITY : 60 / responses;
    for (int i = 0; i < values.length; i++) {
      double t = i / SLOW_RATE;
      double sum = LEVEL + 0.02 * responses + 0.0005 * noise(random);
      for (double since = t - every / 2; since >= 0; since -= every) {
        sum += AMPLITUDE / height * (Math.exp(-since / DECAY) - Math.exp(-since / RISE));
      }
      values[i] = (float) sum;
    }
    return BodyChannel.of(Kind.EDA, SLOW_RATE, values);
  }

  private BodyChannel temperature(double seconds, SplittableRandom random) {
    float[] values = new float[(int) Math.round(seconds * SLOW_RATE)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (34 - 0.01 * responses - 1e-4 * i / SLOW_RATE + 0.01 * noise(random));
    }
    return BodyChannel.of(Kind.TEMPERATURE, SLOW_RATE, values);
  }

  private BodyChannel motion(Kind kind, double mean, double seconds, SplittableRandom random) {
    float[] values = new float[(int) Math.round(seconds * MOTION_RATE)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + 64 * movement * noise(random));
    }
    return BodyChannel.of(kind, MOTION_RATE, values);
  }

  private BodyChannel breath(double seconds, SplittableRandom random) {
    float[] values = new float[(int) Math.round(seconds * MOTION_RATE)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(breathPhase(i / MOTION_RATE)) + 0.01 * noise(random));
    }
    return BodyChannel.of(Kind.RESPIRATION, MOTION_RATE, values);
  }
}
