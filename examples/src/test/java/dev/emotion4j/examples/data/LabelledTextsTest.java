package dev.emotion4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Text;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledTextsTest {
  private static Text text(String line) {
    return (Text)
        LabelledTexts.sample(Json.parse("line", line)).signal(Modality.TEXT).orElseThrow();
  }

  @Test
  void aLineMaySayWhoSpeaksAndWhatWasSaidBefore() {
    Text text =
        text(
            """
            {"text": "Fine!", "speaker": "Ann",
             "history": [{"text": "Hi."}, {"speaker": "Ben", "text": "Well?"}]}\
            """);
    assertThat(text)
        .isEqualTo(
            Text.of("Fine!")
                .by("Ann")
                .after(List.of(Text.Turn.of("Hi."), Text.Turn.of("Ben", "Well?"))));
    assertThat(text("{\"text\": \"Fine!\", \"speaker\": null}")).isEqualTo(Text.of("Fine!"));
  }

  @Test
  void aWrongHistoryIsRefused() {
    assertThatThrownBy(() -> text("{\"text\": \"a\", \"history\": \"b\"}"))
        .hasMessageContaining("history");
    assertThatThrownBy(() -> text("{\"text\": \"a\", \"history\": [{\"speaker\": \"b\"}]}"))
        .hasMessageContaining("text");
    assertThatThrownBy(() -> text("{\"text\": \"a\", \"history\": [{\"text\": \" \"}]}"))
        .hasMessageContaining("blank");
  }
}
