package dev.emotion4j.audio;

import dev.emotion4j.signal.AudioClip;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The beginning of a clip, decoded to mono at a chosen rate.
 *
 * @param samples full scale -1 to 1, the caller's own
 * @param sampleRate per second
 * @param cut whether the clip goes on behind them
 * @param notNumbers the share of the clip's samples that were NaN or infinite, 0 to 1
 * @param notes what was found on the way; never content
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Recording(
    float[] samples, int sampleRate, boolean cut, double notNumbers, List<String> notes) {
  private static final int CHUNK = 1 << 16;

  /**
   * Reads a clip.
   *
   * @param seconds at most so much of it; memory grows with what is there, not with the limit
   * @throws dev.emotion4j.signal.EmotionException if it cannot be decoded
   * @throws IOException if there is no such file, or the disk fails
   */
  public static Recording read(AudioClip clip, int sampleRate, double seconds) throws IOException {
    long most = Math.max(1, Math.min(Integer.MAX_VALUE / 4, (long) (seconds * sampleRate)));
    try (AudioStream stream = AudioInput.open(clip, sampleRate)) {
      float[] samples = new float[(int) Math.min(most + 1, CHUNK)];
      int count = 0;
      while (count <= most) {
        if (count == samples.length) {
          samples = Arrays.copyOf(samples, (int) Math.min(most + 1, 2L * samples.length));
        }
        int read = stream.read(samples, count, samples.length - count);
        if (read < 0) {
          break;
        }
        count += read;
      }
      boolean cut = count > most;
      return new Recording(
          Arrays.copyOf(samples, (int) Math.min(count, most)),
          sampleRate,
          cut,
          stream.notNumbers(),
          stream.notes());
    }
  }
}
