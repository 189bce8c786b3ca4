package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {
  @TempDir Path home;

  @Test
  void whatCannotBeInstalledIsWrongUsage() {
    Ran ran = Ran.of("install", "llama", "--home", home);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("no model named 'llama' can be installed; expected yunet");
    assertThat(Ran.of("install").code()).isEqualTo(2);
  }

  @Test
  void whatIsThereIsNotDownloadedAgain() throws IOException {
    Path file =
        Path.of(System.getProperty("emotion.shared", "none"), "weights", "yunet_n_320_320.onnx");
    assumeTrue(Files.exists(file), "needs " + file);
    Files.copy(file, home.resolve("yunet.onnx"));
    Ran ran = Ran.of("install", "yunet", "--home", home);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(home.resolve("yunet.onnx").toString());
    assertThat(ran.err()).isEmpty();
  }
}
