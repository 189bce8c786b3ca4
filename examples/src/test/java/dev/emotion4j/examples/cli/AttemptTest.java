package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
      List<SampleFields> samples =
          List.of(
              fields(Text.of("one")),
              fields(new Smell()),
              fields(Text.of("another one")),
              new SampleFields(List.of(), Map.of(Modality.TEXT, "the text is empty")));
      List<Attempt> attempts = Attempt.all(recognizer, samples);
      assertThat(attempts).hasSize(4);
      assertThat(attempts.get(3).error()).contains("text=the text is empty");
      assertThat(attempts.get(0).result()).isPresent();
      assertThat(attempts.get(1).result()).isEmpty();
      assertThat(attempts.get(1).error()).contains("smell").contains("takes [text]");
      assertThat(attempts.get(2).result()).contains(recognizer.recognize("another one"));
    }
  }

  private static SampleFields fields(Signal signal) {
    return new SampleFields(List.of(signal), Map.of());
  }
}
