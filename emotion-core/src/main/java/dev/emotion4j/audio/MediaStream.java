package dev.emotion4j.audio;

import dev.emotion4j.spi.MediaDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The sound that a {@link MediaDecoder} reads out of a file. */
final class MediaStream implements AudioStream {
  private final MediaDecoder.Sound sound;
  private final Optional<Path> temporary;

  /** Takes the sound; the temporary file, if there is one, is deleted on closing. */
  MediaStream(MediaDecoder.Sound sound, Optional<Path> temporary) {
    this.sound = sound;
    this.temporary = temporary;
  }

  @Override
  public int sampleRate() {
    return sound.rate();
  }

  @Override
  public int read(float[] to, int offset, int length) {
    return length == 0 ? 0 : sound.read(to, offset, length);
  }

  @Override
  public List<String> notes() {
    return sound.notes();
  }

  @Override
  public void close() throws IOException {
    sound.close();
    if (temporary.isPresent()) {
      Files.deleteIfExists(temporary.get());
    }
  }
}
