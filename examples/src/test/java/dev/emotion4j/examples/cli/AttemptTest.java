package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptTest {
  @TempDir static Path directory;

  private record Smell() implements Signal {
    @Override
    public Modality modality() {
      return new Modality("smell");
    }
  }

  @Test
  void aSampleThatCannotBeRecognisedCostsItsOwnResultOnly() throws IOException {
    Path model = TinyCheckpoint.model(directory, 1);
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().load(model).backend("onnx").build()) {
      List<Sample> samples =
          List.of(
              Sample.of(Text.of("one")), Sample.of(new Smell()), Sample.of(Text.of("another one")));
      List<Attempt> attempts = Attempt.all(recognizer, samples);
      assertThat(attempts).hasSize(3);
      assertThat(attempts.get(0).result()).isPresent();
      assertThat(attempts.get(1).result()).isEmpty();
      assertThat(attempts.get(1).error()).contains("smell").contains("takes [text]");
      assertThat(attempts.get(2).result())
          .contains(recognizer.recognizeAll(samples.subList(2, 3)).get(0));
    }
  }
}
