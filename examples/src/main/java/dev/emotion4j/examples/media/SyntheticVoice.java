package dev.emotion4j.examples.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A voice made of formulas, in the rhythm of "I can't believe we won, this is wonderful!": a
 * glottal pulse train with a high and lively pitch (KLGLOTT88, Klatt and Klatt, 1990) through a
 * cascade of formant resonators (Klatt, 1980), and noise for the fricatives. It is no speech that a
 * recognizer of words would read. The same bytes on every JDK: only {@link StrictMath} and a fixed
 * seed.
 */
final class SyntheticVoice {
  static final int RATE = 16_000;
  private static final int STEP = 80; // samples for which the resonators stand still: 5 ms
  private static final double OPEN = 0.62; // share of a period in which the glottis is open
  private static final int TIME = 0;
  private static final int PITCH = 1;
  private static final int FORMANTS = 2;
  private static final int VOICED = 5;
  private static final int NOISE = 6;

  /**
   * Rows of time in s, pitch in Hz, three formants in Hz, strength of the voice and of the noise;
   * lines in between.
   */
  private static final double[][] TRACK = {
    {0.00, 240, 750, 1250, 2600, 0.00, 0.00},
    {0.09, 240, 750, 1250, 2600, 0.00, 0.00},
    {0.14, 265, 780, 1250, 2600, 0.90, 0.00},
    {0.26, 310, 400, 2100, 2900, 0.80, 0.00},
    {0.30, 320, 400, 1900, 2700, 0.00, 0.00},
    {0.34, 330, 700, 1800, 2600, 0.00, 0.30},
    {0.38, 340, 750, 1700, 2500, 0.90, 0.02},
    {0.48, 360, 700, 1700, 2500, 0.90, 0.00},
    {0.54, 310, 300, 1600, 2500, 0.40, 0.00},
    {0.59, 300, 300, 1700, 2500, 0.00, 0.00},
    {0.63, 300, 350, 2000, 2800, 0.70, 0.00},
    {0.70, 320, 330, 2100, 2800, 0.80, 0.00},
    {0.74, 360, 360, 1300, 2700, 0.60, 0.00},
    {0.80, 440, 300, 2500, 3200, 1.00, 0.00},
    {0.96, 400, 300, 2500, 3200, 0.90, 0.00},
    {1.00, 330, 300, 1200, 2500, 0.30, 0.06},
    {1.05, 320, 310, 700, 2300, 0.60, 0.00},
    {1.12, 350, 320, 2200, 2900, 0.80, 0.00},
    {1.17, 370, 310, 700, 2300, 0.60, 0.00},
    {1.25, 490, 680, 1250, 2700, 1.00, 0.00},
    {1.42, 400, 650, 1250, 2700, 0.90, 0.00},
    {1.50, 300, 300, 1500, 2500, 0.40, 0.00},
    {1.58, 240, 300, 1500, 2500, 0.00, 0.00},
    {1.70, 260, 300, 1500, 2600, 0.00, 0.00},
    {1.74, 270, 300, 1500, 2600, 0.40, 0.04},
    {1.79, 310, 420, 2000, 2700, 0.80, 0.00},
    {1.84, 320, 420, 2000, 2700, 0.00, 0.30},
    {1.91, 290, 420, 2000, 2700, 0.00, 0.30},
    {1.95, 280, 420, 2000, 2700, 0.80, 0.02},
    {2.02, 260, 350, 1700, 2600, 0.30, 0.20},
    {2.08, 270, 310, 700, 2300, 0.60, 0.00},
    {2.17, 510, 690, 1250, 2700, 1.00, 0.00},
    {2.30, 420, 650, 1250, 2700, 0.90, 0.00},
    {2.35, 360, 300, 1500, 2500, 0.40, 0.00},
    {2.38, 340, 300, 1600, 2500, 0.05, 0.00},
    {2.42, 340, 550, 1500, 2500, 0.80, 0.00},
    {2.47, 320, 500, 1200, 2500, 0.00, 0.16},
    {2.52, 310, 450, 1000, 2500, 0.00, 0.16},
    {2.57, 310, 450, 1000, 2500, 0.80, 0.00},
    {2.66, 260, 400, 900, 2600, 0.60, 0.00},
    {2.78, 205, 400, 900, 2600, 0.00, 0.00},
    {2.90, 205, 400, 900, 2600, 0.00, 0.00},
  };

  private static final double[] BANDWIDTHS = {70, 90, 130, 200, 280}; // Hz
  private final Random random = new Random(7);
  private final double[][] tract = new double[5][5]; // a, b, c, last, last but one
  private final double[] hiss = new double[5];
  private double phase;

  private SyntheticVoice() {}

  /** 2.9 s as a WAV file: 16 kHz, mono, 16 bits. */
  static byte[] wav() {
    return wav(new SyntheticVoice().samples());
  }

  private double[] samples() {
    double[] samples = new double[(int) StrictMath.round(TRACK[TRACK.length - 1][TIME] * RATE)];
    for (int n = 0; n < samples.length; n++) {
      double[] now = at(n / (double) RATE);
      if (n % STEP == 0) {
        move(now);
      }
      samples[n] = sample(now);
    }
    return samples;
  }

  private static double[] at(double time) {
    int row = 0;
    while (row < TRACK.length - 2 && TRACK[row + 1][TIME] <= time) {
      row++;
    }
    double share = (time - TRACK[row][TIME]) / (TRACK[row + 1][TIME] - TRACK[row][TIME]);
    double[] now = new double[TRACK[row].length];
    for (int column = 0; column < now.length; column++) {
      now[column] = Soft.mix(TRACK[row][column], TRACK[row + 1][column], share);
    }
    return now;
  }

  private void move(double[] now) {
    for (int formant = 0; formant < tract.length; formant++) {
      double frequency = formant < 3 ? now[FORMANTS + formant] : formant == 3 ? 3900 : 5000;
      tune(tract[formant], frequency, BANDWIDTHS[formant]);
    }
    tune(hiss, 5600, 1400);
  }

  private double sample(double[] now) {
    double wander =
        1
            + 0.012 * StrictMath.sin(2 * StrictMath.PI * 5.5 * now[TIME])
            + 0.01 * random.nextGaussian();
    phase += now[PITCH] * wander / RATE;
    phase -= StrictMath.floor(phase);
    double pulse =
        phase < OPEN
            ? 2 * phase - 3 * phase * phase / OPEN
            : 0; // slope of the flow through the glottis
    double noise = random.nextGaussian();
    double sound = now[VOICED] * (pulse + 0.02 * noise) + 0.05 * now[NOISE] * noise;
    for (double[] resonator : tract) {
      sound = resonate(resonator, sound);
    }
    return sound
        + 0.25 * now[NOISE] * resonate(hiss, noise)
        + 0.0008 * noise; // a room is never silent
  }

  private static void tune(double[] resonator, double frequency, double bandwidth) {
    resonator[2] = -StrictMath.exp(-2 * StrictMath.PI * bandwidth / RATE);
    resonator[1] =
        2
            * StrictMath.exp(-StrictMath.PI * bandwidth / RATE)
            * StrictMath.cos(2 * StrictMath.PI * frequency / RATE);
    resonator[0] = 1 - resonator[1] - resonator[2];
  }

  private static double resonate(double[] resonator, double in) {
    double out = resonator[0] * in + resonator[1] * resonator[3] + resonator[2] * resonator[4];
    resonator[4] = resonator[3];
    resonator[3] = out;
    return out;
  }

  private static byte[] wav(double[] samples) {
    double peak = 0;
    for (double sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    int size = 2 * samples.length;
    ByteBuffer out = ByteBuffer.allocate(44 + size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("RIFF")).putInt(36 + size).put(ascii("WAVEfmt ")).putInt(16);
    out.putShort((short) 1)
        .putShort((short) 1)
        .putInt(RATE)
        .putInt(2 * RATE)
        .putShort((short) 2)
        .putShort((short) 16);
    out.put(ascii("data")).putInt(size);
    for (double sample : samples) {
      out.putShort((short) StrictMath.round(0.8 * Short.MAX_VALUE * sample / peak));
    }
    return out.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
