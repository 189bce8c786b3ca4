package dev.emotion4j.audio;

/**
 * Finds speech by its level over the noise: the noise floor follows falling levels at once and
 * rising ones slowly (after Martin's minimum statistics, 2001, made recursive), and the probability
 * is {@code 1 / (1 + exp(-(level - floor - margin) / 2 dB))}. Steady tones and noises become floor
 * after a while; music and other people do not. Immutable.
 *
 * @param margin how far over the floor speech is as likely as not, in dB
 * @param rise how fast the floor follows a louder sound, in dB per second
 * @param least the level in dB of full scale below which nothing is speech
 */
public record EnergyActivity(double margin, double rise, double least) implements VoiceActivity {
  /** 9 dB over a floor that rises by 3 dB per second; nothing below -60 dB. */
  public static final EnergyActivity DEFAULT = new EnergyActivity(9, 3, -60);

  private static final double SECONDS = (double) WINDOW / SAMPLE_RATE;
  private static final double SILENCE = 1e-10;
  private static final double SOFT = 2;

  /** Checks the numbers. */
  public EnergyActivity {
    if (!(margin > 0) || !(rise >= 0) || !(least <= 0)) {
      throw new IllegalArgumentException(
          "margin "
              + margin
              + " dB, rise "
              + rise
              + " dB/s, least "
              + least
              + " dB; expected above 0, 0 or more, 0 or less");
    }
  }

  @Override
  public Detector start() {
    return new Detector() {
      // The first windows are not known to be noise: assume a quiet room, and fall from there.
      private double floor = least + margin;

      @Override
      public double speech(float[] window) {
        double power = SILENCE;
        for (float sample : window) {
          power += (double) sample * sample / window.length;
        }
        double level = 10 * Math.log10(power);
        floor = level < floor ? level : Math.min(level, floor + rise * SECONDS);
        double over = Math.min(level - floor - margin, level - least);
        return 1 / (1 + Math.exp(-over / SOFT));
      }
    };
  }

  @Override
  public void close() {}
}
