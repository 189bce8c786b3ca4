package dev.emotion4j.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelSetTest {

  @Test
  void ekmanHasSevenNamesInAlphabeticalOrderWithNeutralLast() {
    assertThat(LabelSet.EKMAN.names())
        .containsExactly("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral");
  }

  @Test
  void everyStandardWordFindsItsEmotion() {
    Map<String, String> words =
        Map.ofEntries(
            Map.entry("happiness", "joy"),
            Map.entry("happy", "joy"),
            Map.entry("sad", "sadness"),
            Map.entry("angry", "anger"),
            Map.entry("surprised", "surprise"),
            Map.entry("scared", "fear"),
            Map.entry("afraid", "fear"),
            Map.entry("fearful", "fear"),
            Map.entry("disgusted", "disgust"));
    assertThat(LabelSet.EKMAN.aliases()).isEqualTo(words);
    words.forEach((word, name) -> assertThat(LabelSet.EKMAN.find(word)).contains(name));
  }

  @Test
  void caseAndSurroundingBlanksDoNotMatter() {
    assertThat(LabelSet.EKMAN.index(" HAPPY ")).isEqualTo(3);
    assertThat(LabelSet.EKMAN.find("Neutral")).contains("neutral");
  }

  @Test
  void aSetThatUsesAnAliasAsItsNameFindsTheStandardWord() {
    LabelSet set = LabelSet.of("happy", "sad", "angry", "neutral");
    assertThat(set.find("joy")).contains("happy");
    assertThat(set.find("happiness")).contains("happy");
    assertThat(set.index("anger")).isEqualTo(2);
    assertThat(set.names()).containsExactly("happy", "sad", "angry", "neutral");
  }

  @Test
  void aSetWithoutAnEmotionDoesNotKnowItsWords() {
    assertThat(LabelSet.of("positive", "negative").find("joy")).isEmpty();
    assertThat(LabelSet.of("positive", "negative").aliases()).isEmpty();
  }

  @Test
  void twoNamesOfOneClassStayApartAndTheRestIsUnknown() {
    LabelSet set = LabelSet.of("joy", "happiness", "fear");
    assertThat(set.find("joy")).contains("joy");
    assertThat(set.find("happiness")).contains("happiness");
    assertThat(set.find("happy")).isEmpty();
    assertThat(set.find("afraid")).contains("fear");
  }

  @Test
  void aGivenAliasBringsTheRestOfItsClass() {
    LabelSet set = LabelSet.of("positive", "negative").withAlias("joy", "positive");
    assertThat(set.find("happy")).contains("positive");
  }

  @Test
  void aGivenAliasWinsOverAStandardOne() {
    LabelSet set = LabelSet.of("joy", "amusement").withAlias("happy", "amusement");
    assertThat(set.find("happy")).contains("amusement");
    assertThat(set.find("happiness")).contains("joy");
  }

  @Test
  void namesAndAliasesRebuildTheSet() {
    LabelSet set =
        LabelSet.of("joy", "amusement", "anger")
            .withAlias("Happy", "amusement")
            .withAlias("mad", "angry");
    assertThat(LabelSet.of(set.names()).withAliases(set.aliases()))
        .isEqualTo(set)
        .hasSameHashCodeAs(set);
    assertThat(LabelSet.of(LabelSet.EKMAN.names()).withAliases(LabelSet.EKMAN.aliases()))
        .isEqualTo(LabelSet.EKMAN);
  }

  @Test
  void setsDifferByOrderAndByAliases() {
    assertThat(LabelSet.of("joy", "anger")).isEqualTo(LabelSet.of(List.of("joy", "anger")));
    assertThat(LabelSet.of("joy", "anger")).isNotEqualTo(LabelSet.of("anger", "joy"));
    assertThat(LabelSet.of("joy")).isNotEqualTo(LabelSet.of("joy").withAlias("glee", "joy"));
    assertThat(LabelSet.of("joy", "anger")).hasToString("LabelSet[joy, anger]");
  }

  @Test
  void aRestrictedSetKeepsTheOrderAskedForAndTheGivenAliases() {
    LabelSet set = LabelSet.EKMAN.withAlias("glee", "joy").withAlias("rage", "anger");
    LabelSet some = set.restrictedTo(List.of("neutral", "happy"));
    assertThat(some.names()).containsExactly("neutral", "joy");
    assertThat(some.find("glee")).contains("joy");
    assertThat(some.find("rage")).isEmpty();
  }

  @Test
  void anUnknownLabelIsAnErrorThatListsTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of("joy", "pride").index("envy"))
        .withMessage("unknown label 'envy'; known: joy, pride (also by alias: happiness, happy)");
  }

  @Test
  void anIndexOutsideIsAnErrorThatListsTheLabels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of("joy", "pride").name(2))
        .withMessage("label index 2 is outside 0..1 of the labels joy, pride");
  }

  @Test
  void badNamesAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(LabelSet::of)
        .withMessageContaining("no label name given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of("joy", " "))
        .withMessageContaining("label 1 is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of("joy", "Joy"))
        .withMessageContaining("'Joy' is there twice (as 'joy')");
  }

  @Test
  void badAliasesAreErrors() {
    LabelSet set = LabelSet.of("joy", "pride").withAlias("glee", "joy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.withAlias("", "joy"))
        .withMessageContaining("alias of label 'joy' is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.withAlias("PRIDE", "joy"))
        .withMessageContaining("is the name of a label itself");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.withAlias("Glee", "pride"))
        .withMessageContaining("it already is one of 'joy'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> set.withAlias("x", "envy"))
        .withMessageContaining("unknown label 'envy'");
  }
}
