package dev.emotion4j.encoder;

import dev.emotion4j.model.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The SHA-256 of a checkpoint. */
final class Hashes {
  private Hashes() {}

  /** Returns that of {@code model.safetensors}, or of the names and hashes of its shards. */
  static String directory(Path directory) {
    Path single = directory.resolve("model.safetensors");
    try {
      if (Files.exists(single)) {
        return Sha256.of(single);
      }
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> shards =
            files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
        StringBuilder all = new StringBuilder();
        for (Path shard : shards) {
          all.append(shard.getFileName()).append(' ').append(Sha256.of(shard)).append('\n');
        }
        return Sha256.of(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + directory + "' failed", e);
    }
  }
}
