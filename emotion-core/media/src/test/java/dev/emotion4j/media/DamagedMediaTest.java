package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaDecoder.Limits;
import dev.emotion4j.spi.MediaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RELIABILITY, row 7: 500 damaged media files, a tenth of them unless {@code emotion.long}. */
class DamagedMediaTest {
  private static final int ROUNDS = Boolean.getBoolean("emotion.long") ? 500 : 50;
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20));
  private static final long MOST_PICTURES = 2 * 20;

  private final MediaDecoder decoder = MediaDecoder.require();
  @TempDir Path folder;

  @BeforeEach
  void ffmpegIsThere() {
    Clips.assumeFfmpeg();
  }

  @Test
  void damagedMediaGiveAStatedFailureOrABoundedResult() throws IOException {
    byte[][] whole = {
      Files.readAllBytes(Clips.both(folder.resolve("both.mp4"))),
      Files.readAllBytes(Clips.both(folder.resolve("both.mkv"))),
      Files.readAllBytes(Clips.both(folder.resolve("both.avi"))),
      Files.readAllBytes(Clips.tone(folder.resolve("tone.mp3"))),
      Files.readAllBytes(Clips.tone(folder.resolve("tone.flac")))
    };
    Path file = folder.resolve("mutant");
    int decoded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(round);
      Files.write(file, mutate(whole[round % whole.length], random));
      decoded += attempt(file, random.nextBoolean(), round);
    }
    assertThat(decoded).as("mutants that could be decoded in part").isBetween(1, ROUNDS);
  }

  private static byte[] mutate(byte[] whole, SplittableRandom random) {
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    int near = random.nextBoolean() ? Math.min(bytes.length, 512) : bytes.length;
    for (int i = random.nextInt(1, 64); i > 0 && near > 0; i--) {
      bytes[random.nextInt(near)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private int attempt(Path file, boolean wantsSound, int seed) {
    long pictureCount = 0;
    long samples = 0;
    try {
      if (wantsSound) {
        try (var sound = decoder.sound(file, 8_000, LIMITS)) {
          float[] chunk = new float[8_000];
          for (int n = sound.read(chunk, 0, 8_000); n >= 0; n = sound.read(chunk, 0, 8_000)) {
            samples += n;
          }
        }
      } else {
        try (var pictures = decoder.pictures(file, 2, 64, LIMITS)) {
          while (pictures.next().isPresent()) {
            pictureCount++;
          }
        }
      }
    } catch (MediaException e) {
      assertThat(e.reason())
          .as("seed %d: %s", seed, e.getMessage())
          .isNotIn(MediaException.Reason.NO_DECODER, MediaException.Reason.TIMED_OUT);
      return 0;
    }
    assertThat(pictureCount).as("seed %d", seed).isLessThanOrEqualTo(MOST_PICTURES);
    assertThat(samples).as("seed %d", seed).isLessThanOrEqualTo(20 * 8_000L);
    return 1;
  }
}
