package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Media that ffmpeg itself makes: test pictures and tones, nobody's data. */
final class Clips {
  /** Grey level {@code 16 + 20 t}: what a picture shows tells when it is shown. */
  static final String BRIGHTENING = "nullsrc=s=64x48:r=25:d=8,geq=lum='16+20*T':cb=128:cr=128";

  static final String PATTERN = "testsrc=s=160x120:r=25:d=4";
  static final String TONE = "sine=frequency=440:sample_rate=44100:duration=4";

  private Clips() {}

  /** Runs ffmpeg on sources of its own and whatever else, into a file. */
  static Path make(Path file, List<String> arguments) throws IOException {
    Program program = Program.found();
    List<String> command = new ArrayList<>(List.of(program.path().toString(), "-nostdin", "-y"));
    command.addAll(List.of("-loglevel", "error"));
    command.addAll(arguments);
    command.add(file.toString());
    try (Child child = Child.start(command, program.environment(), Duration.ofSeconds(120))) {
      child.read(new byte[1], 0, 1);
      int status = child.exit();
      assertThat(status).as("ffmpeg: %s", child.complaints()).isZero();
    }
    assertThat(Files.size(file)).isPositive();
    return file;
  }

  /** A clip with pictures and sound. */
  static Path both(Path file) throws IOException {
    return make(
        file,
        List.of(
            "-f", "lavfi", "-i", PATTERN, "-f", "lavfi", "-i", TONE, "-c:v", "mpeg4", "-shortest"));
  }

  /** A clip of pictures only. */
  static Path silent(Path file, String source) throws IOException {
    return make(file, List.of("-f", "lavfi", "-i", source, "-c:v", "mpeg4", "-q:v", "2"));
  }

  /** A tone only. */
  static Path tone(Path file) throws IOException {
    return make(file, List.of("-f", "lavfi", "-i", TONE));
  }

  /** Skips a test where no ffmpeg runs. */
  static void assumeFfmpeg() {
    boolean found;
    try {
      found = Files.isExecutable(Program.found().path());
    } catch (dev.emotion4j.spi.MediaException e) {
      found = false;
    }
    assumeThat(found).as("an ffmpeg program on the class path or the PATH").isTrue();
  }
}
