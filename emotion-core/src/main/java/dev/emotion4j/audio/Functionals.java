package dev.emotion4j.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * A voice in a fixed number of numbers: statistics over its frames of pitch ({@link Pitch}), energy
 * and spectrum ({@link Spectra}), MFCC ({@link Cepstrum}), jitter and shimmer ({@link Periods}),
 * and of the rhythm of voiced and unvoiced stretches. Everything is per frame or per second: the
 * length of the sound itself shows in none. Thread-safe.
 *
 * <p>Frames are those of the log-mel. Active frames are those within 35 dB of the loudest tenth. Of
 * each contour: mean, standard deviation, 10th, 50th and 90th percentile over its frames, and the
 * standard deviation of its change from frame to frame.
 */
public final class Functionals {
  private static final int MFCC = 14;
  private static final double ACTIVE_DB = 35;
  private static final double SEMITONE_BASE = 55;
  private static final List<String> STATISTICS =
      List.of("mean", "std", "p10", "p50", "p90", "delta");

  private final LogMel logMel;
  private final FloatFFT_1D fft;
  private final Spectra spectra;
  private final Cepstrum cepstrum;
  private final Pitch pitch;
  private final float[] window;

  /** Makes them for sounds whose log-mel is made like this. */
  public Functionals(LogMel logMel) {
    this.logMel = logMel;
    MelSettings settings = logMel.settings();
    fft = new FloatFFT_1D(settings.fft());
    spectra = new Spectra(settings.sampleRate(), settings.fft() / 2 + 1);
    cepstrum = new Cepstrum(settings.mels(), MFCC);
    pitch = new Pitch(settings.sampleRate(), settings.hop());
    window = Framing.hann(settings.window());
  }

  /** Returns the names in the order of the values. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String contour : contours()) {
      STATISTICS.forEach(statistic -> names.add(contour + "." + statistic));
    }
    names.addAll(
        List.of(
            "pitch.rise",
            "pitch.fall",
            "pitch.trend",
            "energy.rise",
            "energy.fall",
            "energy.trend",
            "jitter",
            "shimmer",
            "voiced.share",
            "voiced.perSecond",
            "voiced.length",
            "voiced.lengthStd",
            "unvoiced.length",
            "unvoiced.lengthStd",
            "energy.peaksPerSecond",
            "active.share"));
    return names;
  }

  private static List<String> contours() {
    List<String> contours = new ArrayList<>(Spectra.NAMES);
    for (int k = 1; k < MFCC; k++) {
      contours.add("mfcc" + k);
    }
    contours.addAll(List.of("pitch", "aperiodicity"));
    contours.addAll(
        List.of("voicedAlpha", "voicedHammarberg", "voicedSlope500", "voicedSlope1500"));
    for (int k = 1; k < 5; k++) {
      contours.add("voicedMfcc" + k);
    }
    return contours;
  }

  /**
   * Describes a sound.
   *
   * @param samples at the rate of the log-mel, finite
   * @param mel what {@link LogMel#apply} made of them
   */
  public float[] apply(float[] samples, float[] mel) {
    MelSettings settings = logMel.settings();
    int frames = mel.length / settings.mels();
    float[][] spectrum = spectra(samples, frames);
    float[][] mfcc = new float[frames][MFCC];
    for (int frame = 0; frame < frames; frame++) {
      cepstrum.apply(mel, frame * settings.mels(), mfcc[frame]);
    }
    Pitch.Track track = pitch.track(samples, frames);
    boolean[] active = active(column(spectrum, 0));
    for (int frame = 0; frame < frames; frame++) {
      if (!active[frame]) {
        track.hertz()[frame] = 0;
      }
    }
    return join(samples, spectrum, mfcc, track, active);
  }

  private float[] join(
      float[] samples, float[][] spectrum, float[][] mfcc, Pitch.Track track, boolean[] active) {
    boolean[] voiced = new boolean[active.length];
    float[] tones = new float[active.length];
    for (int i = 0; i < voiced.length; i++) {
      voiced[i] = track.voiced(i);
      tones[i] =
          voiced[i] ? (float) (12 * Math.log(track.hertz()[i] / SEMITONE_BASE) / Math.log(2)) : 0;
    }
    Values out = new Values();
    for (int i = 0; i < Spectra.NAMES.size(); i++) {
      out.contour(column(spectrum, i), active);
    }
    for (int k = 1; k < MFCC; k++) {
      out.contour(column(mfcc, k), active);
    }
    out.contour(tones, voiced);
    out.contour(track.aperiodicity(), active);
    for (int i : new int[] {5, 6, 7, 8}) {
      out.contour(column(spectrum, i), voiced);
    }
    for (int k = 1; k < 5; k++) {
      out.contour(column(mfcc, k), voiced);
    }
    double seconds = (double) logMel.settings().hop() / logMel.settings().sampleRate();
    out.slopes(tones, voiced, seconds);
    out.slopes(column(spectrum, 0), active, seconds);
    Periods periods =
        Periods.of(samples, track, logMel.settings().hop(), logMel.settings().sampleRate());
    out.add(periods.jitter());
    out.add(periods.shimmer());
    out.rhythm(voiced, active, column(spectrum, 0), seconds);
    return out.finished();
  }

  private float[][] spectra(float[] samples, int frames) {
    int bins = logMel.settings().fft() / 2 + 1;
    float[][] rows = new float[frames][];
    float[] frame = new float[logMel.settings().fft()];
    float[] power = new float[bins];
    float[] before = new float[bins];
    for (int i = 0; i < frames; i++) {
      Arrays.fill(frame, 0);
      int begin = i * logMel.settings().hop() - window.length / 2;
      for (int j = Math.max(0, -begin); j < window.length && begin + j < samples.length; j++) {
        frame[j] = samples[begin + j] * window[j];
      }
      fft.realForward(frame);
      power[0] = frame[0] * frame[0];
      power[bins - 1] = frame[1] * frame[1];
      for (int bin = 1; bin < bins - 1; bin++) {
        power[bin] = frame[2 * bin] * frame[2 * bin] + frame[2 * bin + 1] * frame[2 * bin + 1];
      }
      rows[i] = spectra.describe(power, i == 0 ? power : before);
      float[] spare = before;
      before = power;
      power = spare;
    }
    return rows;
  }

  private static float[] column(float[][] rows, int column) {
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows[i][column];
    }
    return values;
  }

  private static boolean[] active(float[] energy) {
    float[] sorted = energy.clone();
    Arrays.sort(sorted);
    double loud = sorted[(int) (0.9 * (sorted.length - 1))];
    boolean[] active = new boolean[energy.length];
    for (int i = 0; i < active.length; i++) {
      active[i] = energy[i] >= loud - ACTIVE_DB;
    }
    return active;
  }
}
