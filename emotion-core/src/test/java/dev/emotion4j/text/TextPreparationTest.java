package dev.emotion4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPreparationTest {
  private static final TextPreparation PREPARATION = new TextPreparation(1000, true);

  private static String words(String text) {
    return PREPARATION.prepare(text).text().strip().replaceAll(" +", " ");
  }

  @ParameterizedTest
  @CsvSource({
    "I passed 😂, I passed face with tears of joy",
    "😡😭, pouring face loudly crying face",
    "❤️, red heart",
    "❤, red heart",
    "👍🏽 ok, thumbs up sign ok",
    "👩‍🚒, woman fire engine",
    "🇩🇪 won, flag germany won",
    "1️⃣ first, 1 first",
    "☹️, frowning face",
    "naïve 日本 ☃, naïve 日本 snowman",
    "fine :), fine :)"
  })
  void emojiAreSpelledOut(String text, String expected) {
    assertThat(words(text)).isEqualTo(expected.replace("pouring", "pouting"));
  }

  @Test
  void emojiStayWhereThatIsWished() {
    assertThat(new TextPreparation(100, false).prepare("I passed 😂").text())
        .isEqualTo("I passed 😂");
  }

  @Test
  void joinersBetweenLettersStay() {
    String persian = "می\u200cخواهم \u0915\u094d\u200d\u0937";
    assertThat(PREPARATION.prepare(persian).text()).isEqualTo(persian);
  }

  @Test
  void brokenSurrogatesAreReplacedAndReported() {
    var prepared = PREPARATION.prepare("a\uD83D b\uDE02\uD83D");
    assertThat(prepared.text()).isEqualTo("a\uFFFD b\uFFFD\uFFFD");
    assertThat(prepared.notes()).containsExactly("3 broken surrogate characters replaced");
  }

  @Test
  void controlCharactersBecomeSpaces() {
    assertThat(PREPARATION.prepare("a\u0000b\tc\nd\u007f").text()).isEqualTo("a b c d ");
  }

  @Test
  void aPairOnTheLimitIsNotSplit() {
    var prepared = new TextPreparation(3, true).prepare("ab😂");
    assertThat(prepared.text()).isEqualTo("ab");
    assertThat(prepared.notes()).containsExactly("cut from 4 to 2 characters");
  }

  @Test
  void ofAMegabyteNoMoreThanTheLimitIsLookedAt() {
    String long1 = "😂 word ".repeat(200_000);
    var prepared = PREPARATION.prepare(long1);
    assertThat(prepared.notes()).containsExactly("cut from 1600000 to 1000 characters");
    assertThat(prepared.text()).hasSizeLessThan(10_000);
  }

  @Test
  void textsWithoutAnythingSpecialStayAsTheyAre() {
    var prepared = PREPARATION.prepare("I'm fine.");
    assertThat(prepared.text()).isEqualTo("I'm fine.");
    assertThat(prepared.notes()).isEmpty();
    assertThatThrownBy(() -> new TextPreparation(0, true)).hasMessageContaining("maxCharacters 0");
  }
}
