package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.Tuned;
import dev.emotion4j.encoder.TextEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneTextTest {
  @TempDir static Path directory;

  @Test
  void trainsEveryParameterForFiveEpochsAndReportsOnValidationAndTest() throws IOException {
    Path checkpoint = TinyCheckpoint.write(directory.resolve("checkpoint"), 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextEncoder encoder = FineTuneText.encoder(checkpoint.toString());
    assertThat(encoder.settings())
        .containsEntry("maxTokens", "128")
        .containsEntry("pooling", "pooler");
    Tuned tuned =
        FineTuneText.run(
            encoder,
            TinyCheckpoint.sentences("train.jsonl", directory),
            TinyCheckpoint.sentences("validation.jsonl", directory),
            TinyCheckpoint.sentences("test.jsonl", directory),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertThat(tuned.epochs()).hasSize(5);
    assertThat(tuned.trainable()).isEqualTo(tuned.total());
    assertThat(tuned.evaluatedOn()).isEqualTo("test");
    assertThat(printed)
        .contains("epoch 1 of 5: mean loss ", "epoch 5 of 5: ", "after, test set:", "macro avg");
  }
}
