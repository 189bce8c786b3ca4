package dev.emotion4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Text;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleFieldsTest {
  private static Text text(String line) {
    return (Text)
        SampleFields.of(Json.parse("line", line), Path.of(""))
            .whole()
            .signal(Modality.TEXT)
            .orElseThrow();
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
  void aVideoGivesPicturesAndSoundUnlessThereIsOtherSound() {
    SampleFields both =
        SampleFields.of(Json.parse("line", "{\"video\": \"clip.mp4\"}"), Path.of("folder"));
    assertThat(both.whole().modalities()).containsExactly(Modality.FACE, Modality.VOICE);
    SampleFields other =
        SampleFields.of(
            Json.parse("line", "{\"video\": \"clip.mp4\", \"audio\": \"own.wav\"}"),
            Path.of("folder"));
    assertThat(other.signals()).hasSize(2);
  }

  @Test
  void aBlankTextLeavesTheRest() {
    SampleFields fields =
        SampleFields.of(Json.parse("line", "{\"text\": \" \", \"image\": \"a.png\"}"), Path.of(""));
    assertThat(fields.failed()).containsOnlyKeys(Modality.TEXT);
    assertThat(fields.sample().orElseThrow().modalities()).containsExactly(Modality.FACE);
    assertThatThrownBy(fields::whole).hasMessageContaining("the text is blank");
  }

  @Test
  void nullIsNoField() {
    assertThatThrownBy(() -> text("{\"id\": 8, \"text\": null, \"audio\": null}"))
        .hasMessage(
            "no field of [text, image, audio, video, signals]; found [id], and null in"
                + " [text, audio], expected one of them");
    Json labelled = Json.parse("line", "{\"text\": \"a\", \"label\": null}");
    assertThatThrownBy(() -> LabelledSamples.labels(labelled))
        .hasMessage("no field 'label' or 'labels'; found [text], and null in [label]");
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
