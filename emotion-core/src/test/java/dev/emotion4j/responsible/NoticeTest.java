package dev.emotion4j.responsible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.signal.Modality;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NoticeTest {
  private static final List<Modality> SEEN = List.of(Modality.FACE, Modality.VOICE);

  @Test
  void everyLanguageNamesWhatIsObserved() {
    assertThat(Notice.LANGUAGES).hasSize(3);
    assertThat(Notice.text(Locale.UK, SEEN, UseContext.UNSTATED))
        .contains("your face in pictures or video, your voice")
        .contains("it cannot know what you feel")
        .doesNotContain("{0}");
    assertThat(Notice.text(Locale.GERMANY, SEEN, UseContext.UNSTATED))
        .contains("Ihrem Gesicht in Bildern oder Videos, Ihrer Stimme")
        .contains("ausgedrückte Emotionen")
        .doesNotContain("{0}");
    assertThat(Notice.text(Locale.SIMPLIFIED_CHINESE, SEEN, UseContext.UNSTATED))
        .contains("图片或视频中您的面部、您的声音")
        .doesNotContain("{0}");
  }

  @Test
  void theDefaultLanguageOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Notice.text(Locale.ENGLISH, SEEN, UseContext.UNSTATED)).startsWith("Please note");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aStatedBasisIsNamed() {
    UseContext context = UseContext.WORKPLACE.safety("fatigue of crane operators");
    for (Locale language : Notice.LANGUAGES) {
      assertThat(Notice.text(language, SEEN, context)).endsWith("fatigue of crane operators");
    }
  }

  @Test
  void aModalityOfAThirdPartyIsNamedAsItIs() {
    assertThat(Notice.text(Locale.ENGLISH, List.of(new Modality("gait")), UseContext.UNSTATED))
        .contains("from gait.");
  }

  @Test
  void whatThereIsNoNoticeForIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Notice.text(Locale.FRENCH, SEEN, UseContext.UNSTATED))
        .withMessageContaining("'fr'")
        .withMessageContaining("en, zh and de");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Notice.text(Locale.ENGLISH, List.of(), UseContext.UNSTATED))
        .withMessageContaining("no modality");
  }
}
