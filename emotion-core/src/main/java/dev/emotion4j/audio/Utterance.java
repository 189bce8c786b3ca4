package dev.emotion4j.audio;

import dev.emotion4j.signal.AudioClip;

/**
 * A stretch of a recording in which somebody speaks.
 *
 * @param start in seconds from the beginning of the recording
 * @param end in seconds from the beginning of the recording
 * @param samples at {@link VoiceActivity#SAMPLE_RATE}, the receiver's own
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Utterance(double start, double end, float[] samples) {
  /** Returns it as a clip, the samples shared. */
  public AudioClip clip() {
    return AudioClip.of(samples, VoiceActivity.SAMPLE_RATE);
  }

  @Override
  public String toString() {
    return "utterance from " + start + " s to " + end + " s";
  }
}
