package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void theDigestOfAbcIsThatOfTheStandard(@TempDir Path folder) throws Exception {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(Sha256.of(abc)).isEqualTo(ABC);
    assertThat(Sha256.of(Files.write(folder.resolve("abc"), abc))).isEqualTo(ABC);
  }

  @Test
  void theBufferIsNotMoved() {
    ByteBuffer bytes = ByteBuffer.wrap("xabc".getBytes(StandardCharsets.US_ASCII)).position(1);
    assertThat(Sha256.of(bytes)).isEqualTo(ABC);
    assertThat(bytes.position()).isEqualTo(1);
  }
}
