package dev.emotion4j.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextTest {
  private static final Text.Turn ASKED = Text.Turn.of("Ann", "CANARY how did it go?");

  @Test
  void aTextMayHaveASpeakerAndWhatWasSaidBefore() {
    List<Text.Turn> turns = new ArrayList<>(List.of(ASKED, Text.Turn.of("Well?")));
    Text text = Text.of("We won!").by("Ben").after(turns);
    turns.clear();
    assertThat(text.value()).isEqualTo("We won!");
    assertThat(text.speaker()).contains("Ben");
    assertThat(text.history()).hasSize(2).contains(ASKED);
    assertThat(Text.of("We won!").speaker()).isEmpty();
    assertThat(Text.of("We won!").history()).isEmpty();
  }

  @Test
  void onlyLengthsAreShown() {
    Text text = Text.of("CANARY").by("CANARY").after(List.of(ASKED));
    assertThat(text.toString()).isEqualTo("text of 6 characters after 1 turns");
    assertThat(ASKED.toString()).isEqualTo("turn of 21 characters");
    assertThat(Sample.of(text).toString()).doesNotContain("CANARY");
  }

  @Test
  void blankWordsAndNamesAreRefused() {
    assertThatThrownBy(() -> Text.of(" \n")).hasMessageContaining("blank (2 white-space");
    assertThatThrownBy(() -> Text.of("\u200b\ufeff")).hasMessageContaining("or invisible char");
    assertThatThrownBy(() -> Text.Turn.of("")).hasMessageContaining("turn of the history is empty");
    assertThatThrownBy(() -> Text.of("a").by(" ")).hasMessageContaining("speaker's name is blank");
    assertThatThrownBy(() -> new Text.Turn(Optional.of(""), "a"))
        .hasMessageContaining("speaker's name is blank");
  }
}
