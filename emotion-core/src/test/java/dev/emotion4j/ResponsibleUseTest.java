package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.responsible.AuditEvent;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponsibleUseTest {
  private static RecognizerBuilder biometric() {
    return EmotionRecognizer.builder().model(Models.lora()).backend("reference");
  }

  private static RecognizerBuilder text() {
    return EmotionRecognizer.builder()
        .encoder(NumbersEncoder.of(Modality.TEXT, 3))
        .labels(LabelSet.of("joy", "anger"))
        .backend("reference");
  }

  @ParameterizedTest
  @EnumSource(
      value = UseContext.Setting.class,
      names = {"WORKPLACE", "EDUCATION"})
  void biometricSignalsAtWorkAndInEducationNeedABasis(UseContext.Setting setting) {
    UseContext context = new UseContext(setting, java.util.Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> biometric().useContext(context).build())
        .withMessageContaining("[voice, body]")
        .withMessageContaining(setting.name())
        .withMessageContaining("article 5(1)(f)")
        .withMessageContaining("only(Modality.TEXT)");
    biometric().useContext(context.medical("study 7, ethics vote 2026-3")).build().close();
    biometric().useContext(context.safety("fatigue of drivers")).build().close();
  }

  @ParameterizedTest
  @EnumSource(
      value = UseContext.Setting.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WORKPLACE", "EDUCATION"})
  void otherSettingsNeedNone(UseContext.Setting setting) {
    biometric().useContext(new UseContext(setting, java.util.Optional.empty())).build().close();
  }

  @Test
  void textAloneIsFree() {
    text().useContext(UseContext.WORKPLACE).build().close();
    text().useContext(UseContext.EDUCATION).build().close();
  }

  @Test
  void aModalityThatNobodyKnowsCountsAsBiometric() {
    assertThat(UseContext.biometric(List.of(Modality.TEXT, new Modality("gait"))))
        .containsExactly(new Modality("gait"));
  }

  @Test
  void aBlankReasonIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UseContext.WORKPLACE.medical(" "))
        .withMessageContaining("blank MEDICAL basis");
  }

  @Test
  void onlySomeModalitiesAreTakenIfTheOthersAreLeftOut() {
    try (EmotionRecognizer recognizer = biometric().only(Models.VOICE).build()) {
      Recognition result = recognizer.recognize(Models.both(0.3, -0.7));
      assertThat(result.used()).containsExactly(Models.VOICE);
      assertThat(result.missing()).isEmpty();
      assertThat(result.notes()).containsExactly("ignored body: only [voice] are taken");
      assertThat(recognizer.modalities()).containsExactly(Models.VOICE);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> recognizer.embed(List.of(Models.both(1, 2).signal(Models.BODY).orElseThrow())))
          .withMessageContaining("takes [voice]");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> biometric().only(Modality.TEXT).build())
        .withMessageContaining("only('text')");
  }

  @Test
  void everyRecognitionIsAuditedWithoutMedia() {
    List<AuditEvent> events = new ArrayList<>();
    UseContext context = UseContext.WORKPLACE.safety("fatigue of drivers");
    try (EmotionRecognizer recognizer =
        biometric().useContext(context).audit(events::add).build()) {
      Recognition result = recognizer.recognize(Models.both(0.123456, -0.7));
      assertThat(events).hasSize(1);
      assertThat(events.get(0).context()).isEqualTo(context);
      assertThat(events.get(0).used()).containsExactlyInAnyOrder(Models.VOICE, Models.BODY);
      assertThat(events.get(0).decision()).hasValue(result.top());
      assertThat(events.get(0).toString()).doesNotContain("0.123456");
    }
  }

  @Test
  void anAbstentionIsAuditedAsOne() {
    List<AuditEvent> events = new ArrayList<>();
    try (EmotionRecognizer recognizer = biometric().abstainBelow(1).audit(events::add).build()) {
      Recognition result = recognizer.recognize(Models.both(0.3, -0.7));
      assertThat(result.abstained()).isTrue();
      assertThat(result.decision()).isEmpty();
      assertThat(result.labels()).isEmpty();
      assertThat(events.get(0).decision()).isEmpty();
    }
  }

  @Test
  void whatCannotBeAuditedIsNotGivenOut() {
    try (EmotionRecognizer recognizer =
        biometric()
            .audit(
                event -> {
                  throw new IllegalStateException("the log is full");
                })
            .build()) {
      assertThatThrownBy(() -> recognizer.recognize(Models.both(0.3, -0.7)))
          .hasMessage("the log is full");
    }
  }
}
