package dev.emotion4j.signal;

import java.nio.file.Path;

/**
 * A recorded voice: a file, the bytes of a file, or samples. Immutable; {@link #toString} shows no
 * content. Nothing is opened or decoded before an encoder prepares it, so a broken file is reported
 * there, as a problem of this signal alone.
 */
public final class AudioClip implements Signal {
  /** Where the sound is. */
  public sealed interface Source permits File, Bytes, Samples {}

  /**
   * A file, opened when it is needed.
   *
   * @param path of a WAV file, or of any format that a decoder on the class path knows
   */
  public record File(Path path) implements Source {}

  /**
   * A whole file in memory.
   *
   * @param bytes its content, shared: neither side changes it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity, which nobody relies on
  public record Bytes(byte[] bytes) implements Source {
    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  /**
   * Decoded sound.
   *
   * @param mono one channel, full scale -1 to 1, shared: neither side changes it
   * @param sampleRate per second
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity, which nobody relies on
  public record Samples(float[] mono, int sampleRate) implements Source {
    /** Checks the rate. */
    public Samples {
      if (sampleRate < 1) {
        throw new IllegalArgumentException(
            "sample rate " + sampleRate + " Hz; expected 1 or more, for example 16000");
      }
    }

    @Override
    public String toString() {
      return mono.length + " samples at " + sampleRate + " Hz";
    }
  }

  private final Source source;

  private AudioClip(Source source) {
    this.source = source;
  }

  /** Returns the sound in a file; it is opened when it is prepared. */
  public static AudioClip of(Path path) {
    return new AudioClip(new File(path));
  }

  /** Returns the sound in a file that was read already; the array is shared, not copied. */
  public static AudioClip of(byte[] file) {
    return new AudioClip(new Bytes(file));
  }

  /**
   * Returns decoded sound; the array is shared, not copied.
   *
   * @param mono one channel, full scale -1 to 1
   * @param sampleRate per second
   */
  public static AudioClip of(float[] mono, int sampleRate) {
    return new AudioClip(new Samples(mono, sampleRate));
  }

  /** Returns where the sound is. */
  public Source source() {
    return source;
  }

  @Override
  public Modality modality() {
    return Modality.VOICE;
  }

  @Override
  public String toString() {
    return "audio clip of " + (source instanceof File ? "a file" : source.toString());
  }
}
