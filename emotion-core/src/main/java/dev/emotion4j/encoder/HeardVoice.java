package dev.emotion4j.encoder;

import static java.util.stream.Collectors.joining;

import dev.emotion4j.audio.AudioQuality;
import dev.emotion4j.audio.Recording;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A clip as voice encoders take it: decoded, measured, and refused with a problem if it is too
 * short, silent, or made of too few numbers.
 */
final class HeardVoice {
  /** What is shorter is no voice. */
  static final double LEAST_SECONDS = 0.1;

  private static final double SILENCE = 1e-4;
  private static final double LEAST_QUALITY = 0.05;

  /** What becomes of samples that can be used. */
  interface Use {
    /** Returns the row, of full quality and without notes. */
    Prepared row(float[] samples);
  }

  private static final double FULL_BANDWIDTH = 0.8;

  private HeardVoice() {}

  /** Prepares a clip; quality and notes are added to what {@code use} makes of the samples. */
  static Prepared prepare(Signal signal, int sampleRate, double seconds, Use use) {
    if (!(signal instanceof AudioClip clip)) {
      throw new IllegalArgumentException(
          "a signal of modality '"
              + signal.modality()
              + "' for the voice encoder; expected AudioClip");
    }
    Recording recording;
    try {
      recording = Recording.read(clip, sampleRate, seconds);
    } catch (EmotionException e) {
      return Prepared.failed(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      return Prepared.failed("the clip '" + e.getFile() + "' does not exist; expected a recording");
    } catch (IOException e) {
      return Prepared.failed("the clip cannot be read: " + e);
    }
    AudioQuality quality = AudioQuality.of(recording.samples(), sampleRate);
    if (quality.seconds() < LEAST_SECONDS) {
      return Prepared.failed(
          format(
                  "the clip lasts %.3f s; expected at least %.1f s of sound",
                  quality.seconds(), LEAST_SECONDS)
              + recording.notes().stream().map(note -> "; " + note).collect(joining()));
    }
    if (recording.notNumbers() > 0.5) {
      return Prepared.failed(
          format(
              "%.0f %% of the samples are NaN or infinite; expected numbers",
              100 * recording.notNumbers()));
    }
    if (quality.peak() < SILENCE) {
      return Prepared.failed("the clip is silent: no sample is above -80 dB of full scale");
    }
    Prepared row = use.row(recording.samples());
    double share = quality.quality() * (1 - recording.notNumbers());
    return new Prepared(
        row.tensors(),
        row.length(),
        notes(recording, quality, sampleRate, seconds),
        Math.max(LEAST_QUALITY, share),
        row.problem());
  }

  private static List<String> notes(
      Recording recording, AudioQuality quality, int sampleRate, double seconds) {
    List<String> notes = new ArrayList<>(recording.notes());
    if (recording.cut()) {
      notes.add(format("only the first %.1f s were used", seconds));
    }
    if (quality.clipped() > 0.001) {
      notes.add(format("%.1f %% of the samples are clipped", 100 * quality.clipped()));
    }
    if (quality.snr() < 0) {
      notes.add("no voice stands out from the noise");
    } else if (quality.snr() < 10) {
      notes.add(format("the voice is only %.0f dB above the noise", quality.snr()));
    }
    if (quality.bandwidth() < FULL_BANDWIDTH) {
      notes.add(
          format(
              "there is nothing above %.1f of %.0f kHz, as in what a telephone carries",
              quality.bandwidth() * sampleRate / 2000, sampleRate / 2000.0));
    }
    return notes;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
