package dev.emotion4j.audio;

import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens clips as streams of mono samples, looking at the content, not at the name. */
public final class AudioInput {
  /** The rate at which sound that is not WAV is decoded. */
  public static final int DECODED_RATE = 16_000;

  private static final String BYTES = "audio bytes";
  private static final int BUFFER = 1 << 16;

  private AudioInput() {}

  /**
   * Opens a clip. WAV is read here, at its own rate; other formats by the {@link MediaDecoder} on
   * the class path, at {@value #DECODED_RATE} Hz. Bytes that are not WAV are put into a temporary
   * file for it, which is deleted when the stream is closed.
   *
   * @throws dev.emotion4j.model.FormatException if a WAV file is broken
   * @throws MediaException if another file cannot be decoded, or nothing on the class path does
   * @throws IOException if there is no such file, or the disk fails
   */
  public static AudioStream open(AudioClip clip) throws IOException {
    AudioClip.Source source = clip.source();
    if (source instanceof AudioClip.Samples samples) {
      return new SampleStream(samples.mono(), samples.sampleRate());
    }
    if (source instanceof AudioClip.Bytes bytes) {
      byte[] all = bytes.bytes();
      byte[] head = java.util.Arrays.copyOf(all, Math.min(12, all.length));
      return WavStream.isWav(head)
          ? new WavStream(BYTES, new ByteArrayInputStream(all))
          : decoded(head, all);
    }
    return open(((AudioClip.File) source).path());
  }

  /**
   * Opens a clip at this rate; see {@link #open(AudioClip)}.
   *
   * @throws EmotionException also if the clip states a rate that cannot be brought to this one
   */
  static AudioStream open(AudioClip clip, int sampleRate) throws IOException {
    AudioStream raw = open(clip);
    try {
      if (!Resampler.takes(raw.sampleRate(), sampleRate)) {
        throw new EmotionException(
            "the clip states "
                + raw.sampleRate()
                + " samples per second, too far from "
                + sampleRate
                + " to be brought to it; is its header right?");
      }
      return new Resampler(raw.sampleRate(), sampleRate).resample(raw);
    } catch (RuntimeException | Error e) {
      raw.close();
      throw e;
    }
  }

  private static AudioStream open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new EmotionException("'" + path + "' is a folder; expected a recording");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    try {
      in.mark(16);
      byte[] head = in.readNBytes(12);
      in.reset();
      if (WavStream.isWav(head)) {
        return new WavStream(path.toString(), in);
      }
      MediaDecoder decoder = decoder(path.toString(), head);
      in.close();
      return new MediaStream(sound(decoder, path), Optional.empty());
    } catch (IOException | RuntimeException | Error e) {
      in.close();
      throw e;
    }
  }

  private static AudioStream decoded(byte[] head, byte[] all) throws IOException {
    MediaDecoder decoder = decoder(BYTES, head);
    Path temporary = Files.createTempFile("emotion", ".media");
    try {
      Files.write(temporary, all);
      return new MediaStream(sound(decoder, temporary), Optional.of(temporary));
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static MediaDecoder.Sound sound(MediaDecoder decoder, Path path) {
    return decoder.sound(path, DECODED_RATE, MediaDecoder.Limits.DEFAULT);
  }

  private static MediaDecoder decoder(String file, byte[] head) {
    if (head.length == 0) {
      throw new MediaException(
          MediaException.Reason.NOT_MEDIA, file + ": the file is empty; expected sound");
    }
    return MediaDecoder.any()
        .orElseThrow(
            () ->
                new MediaException(
                    MediaException.Reason.NO_DECODER,
                    file
                        + ": "
                        + Sniffed.name(head)
                        + "; the core reads WAV only. "
                        + MediaDecoder.HINT));
  }
}
