package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emotion4j.spi.MediaDecoder.Limits;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that misbehave, as shell scripts in the place of ffmpeg. */
@Timeout(20)
class ChildTest {
  @TempDir Path folder;

  @BeforeEach
  void aShellIsThere() {
    assumeThat(Path.of("/bin/sh")).as("a shell for stand-in programs").exists();
  }

  private Path script(String text) throws IOException {
    Path script = Files.writeString(folder.resolve("ffmpeg"), "#!/bin/sh\n" + text + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private Path media() throws IOException {
    return Files.write(folder.resolve("clip.mp4"), new byte[100]);
  }

  private static boolean ends(long pid) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      Optional<ProcessHandle> handle = ProcessHandle.of(pid);
      if (handle.isEmpty() || !handle.get().isAlive()) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }

  @Test
  void aProgramThatHangsIsKilledWithItsChildrenWhenPatienceEnds() throws Exception {
    Path pid = folder.resolve("pid");
    FfmpegDecoder decoder =
        new FfmpegDecoder(
            script("sleep 600 & echo $! > " + pid + "; echo $$ >> " + pid + "; wait"));
    Path media = media();
    long start = System.nanoTime();
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(
            () -> decoder.sound(media, 16_000, Limits.DEFAULT.patience(Duration.ofMillis(700))))
        .withMessageStartingWith("the media decoder gave nothing for PT0.7S and was ended")
        .matches(e -> e.reason() == Reason.TIMED_OUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    for (String line : Files.readAllLines(pid)) {
      assertThat(ends(Long.parseLong(line))).as("process %s ended", line).isTrue();
    }
  }

  @Test
  void complaintsWithoutEndAreDrainedAndNotKept() throws Exception {
    String noise = "for i in 1 2 3 4 5 6 7 8; do head -c 100000 /dev/zero >&2; done; printf abcd";
    try (Child child = Child.start(List.of(script(noise).toString()), Map.of(), patience(10))) {
      byte[] four = new byte[4];
      assertThat(child.read(four, 0, 4)).isEqualTo(4);
      assertThat(child.exit()).isZero();
      assertThat(child.complaints().length()).isEqualTo(16 * 1024);
    }
  }

  @Test
  void closingEndsAReadThatWaitsAndTheProgram() throws Exception {
    Child child = Child.start(List.of(script("exec sleep 600").toString()), Map.of(), patience(60));
    Thread closer =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              child.close();
            });
    closer.start();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> child.read(new byte[10], 0, 10))
        .withMessage("the media stream was closed while it was read");
    closer.join();
    assertThat(ends(child.pid())).isTrue();
  }

  @Test
  void aConsumerThatStopsEarlyLeavesNoProcess() throws Exception {
    Child child = Child.start(List.of(script("exec yes").toString()), Map.of(), patience(60));
    assertThat(child.read(new byte[1000], 0, 1000)).isEqualTo(1000);
    child.close();
    assertThat(ends(child.pid())).isTrue();
  }

  @Test
  void theTimeThatTheConsumerTakesDoesNotCount() throws Exception {
    try (Child child =
        Child.start(List.of(script("exec yes").toString()), Map.of(), Duration.ofMillis(300))) {
      assertThat(child.read(new byte[10], 0, 10)).isEqualTo(10);
      TimeUnit.MILLISECONDS.sleep(900);
      assertThat(child.read(new byte[100_000], 0, 100_000)).isEqualTo(100_000);
    }
  }

  @Test
  void aProgramThatIsNotFfmpegIsToldByItsOutput() throws IOException {
    FfmpegDecoder decoder = new FfmpegDecoder(script("exec yes"));
    Path media = media();
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> decoder.pictures(media, 2, 320, Limits.DEFAULT))
        .withMessageStartingWith("the program's output is no portable pixmap; is it ffmpeg?");
  }

  @Test
  void aMissingProgramAndAMissingLibrarySayWhatToDo() throws IOException {
    Path media = media();
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(
            () -> new FfmpegDecoder(folder.resolve("nothing")).sound(media, 16_000, Limits.DEFAULT))
        .withMessageContaining("does not start. Add dev.emotion4j:emotion-media")
        .matches(e -> e.reason() == Reason.NO_DECODER);
    Path lacking =
        script(
            "echo 'ffmpeg: error while loading shared libraries: libva.so.2: cannot' >&2; exit 127");
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> new FfmpegDecoder(lacking).sound(media, 16_000, Limits.DEFAULT))
        .withMessageStartingWith(
            "the ffmpeg program needs the library libva.so.2, which this machine lacks");
  }

  @Test
  void thePathIsSearchedInOrderAndOnlyInAbsoluteFolders() throws IOException {
    Path program = script("exit 0");
    assertThat(Program.onPath("bin:/nowhere:" + folder)).contains(program);
    assertThat(Program.onPath("bin:.:/nowhere")).isEmpty();
    assertThat(Program.onPath(null)).isEmpty();
  }

  @Test
  void platformsAreNamedAsTheirJarsAre() {
    assertThat(UnpackedProgram.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(UnpackedProgram.platform("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    assertThat(UnpackedProgram.platform("Windows 11", "amd64")).isEqualTo("windows-x86_64");
  }

  private static Duration patience(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
