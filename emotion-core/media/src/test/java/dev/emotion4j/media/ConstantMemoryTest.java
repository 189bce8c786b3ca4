package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaDecoder.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three minutes of video and of sound, streamed: the heap keeps one picture, one chunk. */
class ConstantMemoryTest {
  private static final long MEGABYTE = 1 << 20;
  @TempDir Path folder;

  @BeforeEach
  void ffmpegIsThere() {
    Clips.assumeFfmpeg();
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void threeMinutesOfVideoAndSoundTakeConstantMemory() throws IOException {
    Path clip =
        Clips.make(
            folder.resolve("long.mkv"),
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc=s=160x120:r=5:d=180",
                "-f",
                "lavfi",
                "-i",
                "sine=sample_rate=16000:duration=180",
                "-c:v",
                "mpeg4",
                "-c:a",
                "pcm_s16le"));
    MediaDecoder decoder = MediaDecoder.require();
    long before = used();
    int pictures = 0;
    long most = 0;
    try (var stream = decoder.pictures(clip, 2, 320, Limits.DEFAULT)) {
      for (var next = stream.next(); next.isPresent(); next = stream.next()) {
        pictures++;
        most = pictures % 60 == 0 ? Math.max(most, used()) : most;
      }
    }
    long samples = 0;
    try (var stream = decoder.sound(clip, 16_000, Limits.DEFAULT)) {
      float[] second = new float[16_000];
      for (int n = stream.read(second, 0, 16_000); n >= 0; n = stream.read(second, 0, 16_000)) {
        samples += n;
        most = samples % 960_000 < 16_000 ? Math.max(most, used()) : most;
      }
    }
    assertThat(pictures).isBetween(359, 361);
    assertThat(samples / 16_000.0).isBetween(179.9, 180.1);
    assertThat((most - before) / MEGABYTE).as("megabytes over the start").isLessThan(16);
  }

  @Test
  void everyChildIsGoneWhenItsStreamIsClosed() throws IOException {
    assumeThat(Path.of("/proc")).as("a list of processes").exists();
    Path clip = Clips.both(folder.resolve("both.mp4"));
    MediaDecoder decoder = MediaDecoder.require();
    for (int i = 0; i < 20; i++) {
      try (var stream = decoder.pictures(clip, 25, 320, Limits.DEFAULT)) {
        assertThat(stream.next()).isPresent();
      }
    }
    long patience = System.nanoTime() + 5_000_000_000L;
    while (children() > 0 && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
    assertThat(children()).as("child processes left").isZero();
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(files.count()).as("open files").isLessThan(200);
    }
  }

  private static long children() {
    return ProcessHandle.current().children().count();
  }
}
