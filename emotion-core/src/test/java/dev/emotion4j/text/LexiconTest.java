package dev.emotion4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.model.FormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexiconTest {
  // Valences 1, -1, 2, -2: mean 0, deviation 1.5811.
  private static final String ENGLISH =
      "word\tvalence\nhappy\t1\nsad\t-1\nover_the_moon\t2\nmoon landing\t-2\n";
  private static final String CHINESE =
      "word\temotion\n高兴\tjoy\n兴\tjoy\n难过\tsadness\n不高兴\tsadness\n开心\tjoy\n";
  private static final double UNIT = 1 / Math.sqrt(2.5);

  private static ConceptGraph graph(String content, String format) {
    return ConceptGraph.parse(
        "tiny", content.getBytes(StandardCharsets.UTF_8), LexiconFormat.of(format));
  }

  private static Lexicon english() {
    return graph(ENGLISH, "tab word=word value=valence").lexicon();
  }

  private static List<Double> first(Lexicon lexicon, String text) {
    return lexicon.find(text).matches().stream().map(m -> (double) m.values()[0]).toList();
  }

  @Test
  void wordsAreFoundWithoutRegardToCaseAndTheLongestEntryWins() {
    Lexicon lexicon = english();
    assertThat(lexicon.size()).isEqualTo(4);
    assertThat(lexicon.dimensions()).containsExactly("valence");
    Lexicon.Found found = lexicon.find("HAPPY, I'm over the moon; the moon is sad");
    assertThat(found.matches()).hasSize(3);
    assertThat(found.matches().get(1).words()).isEqualTo(3);
    assertThat(found.words()).isEqualTo(9);
    assertThat(found.coverage()).isCloseTo(5 / 9.0, within(1e-12));
    assertThat(first(lexicon, "happy over-the-moon"))
        .satisfiesExactly(
            v -> assertThat(v).isCloseTo(UNIT, within(1e-6)),
            v -> assertThat(v).isCloseTo(2 * UNIT, within(1e-6)));
  }

  @Test
  void punctuationEndsAMatchAndNothingIsFoundInNothing() {
    assertThat(english().find("over the. moon").matches()).isEmpty();
    assertThat(english().find("…").words()).isZero();
    assertThat(english().find("").coverage()).isZero();
    assertThat(english().find("unhappy").matches()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "not happy, true",
    "I don't feel happy, true",
    "I didn’t feel happy, true",
    "no. happy, false",
    "not in the least bit happy, false",
    "happy not, false",
    "nothing happy, true"
  })
  void aNegationTurnsValuesAround(String text, boolean negated) {
    assertThat(english().find(text).matches().get(0).negated()).isEqualTo(negated);
    double factor = negated ? Lexicon.NEGATED : 1;
    assertThat(first(english(), text).get(0)).isCloseTo(factor * UNIT, within(1e-6));
  }

  @Test
  void chineseIsMatchedForwardByTheLongestEntry() {
    Lexicon lexicon = graph(CHINESE, "tab word=word category=emotion").lexicon();
    assertThat(lexicon.dimensions()).containsExactly("emotion=joy", "emotion=sadness");
    Lexicon.Found found = lexicon.find("我今天不高兴,明天会开心");
    assertThat(found.matches()).extracting(Lexicon.Match::words).containsExactly(3, 2);
    assertThat(found.matches()).extracting(Lexicon.Match::negated).containsExactly(false, false);
    assertThat(found.words()).isEqualTo(11);
    assertThat(found.matches().get(0).values()[1]).isPositive(); // 不高兴 is an entry of its own
    assertThat(lexicon.find("没有难过").matches().get(0).negated()).isTrue();
    assertThat(lexicon.find("没那么地难过").matches().get(0).negated()).isFalse();
  }

  @Test
  void columnsMayBeCountedKeyedOrQuotedAndRepeatsAreAveraged() {
    Lexicon counted = graph("a\t1\nb\t3\n", "tab word=1 value=2").lexicon();
    assertThat(first(counted, "a b")).containsExactly(-1.0, 1.0);
    Lexicon quoted =
        graph("v,Word\n1,\"well, then\"\n3,\"\"\"so\"\"\"\n", "comma word=Word value=v").lexicon();
    assertThat(first(quoted, "so")).containsExactly(1.0);
    Lexicon keyed =
        graph(
                "\uFEFFtype=weak word1=glad p=pos\n"
                    + "type=strong word1=glad p=neg m\n"
                    + "word1=bad p=neg\n",
                "keyed word=word1 category=p")
            .lexicon();
    assertThat(keyed.dimensions()).containsExactly("p=neg", "p=pos");
    assertThat(keyed.find("glad").matches().get(0).values()[0]).isEqualTo(-1); // .5 against 1
  }

  @Test
  void anEmptyCellIsTheAverageAndAConstantColumnIsZero() {
    Lexicon lexicon =
        graph("w\ta\tb\nx\t1\t7\ny\t\t7\nz\t3\t7\n", "tab word=w value=a,b").lexicon();
    assertThat(lexicon.find("y").matches().get(0).values()).containsExactly(0, 0);
    assertThat(lexicon.find("z").matches().get(0).values()).containsExactly(1, 0);
  }

  @Test
  void valuesSpreadOverOneHop() {
    ConceptGraph graph =
        graph(
            "joy\tvalence\t1\ngrief\tvalence\t-1\njoy\trelatedTo\tparty\nparty\tis_a\tevent\n",
            "triples");
    assertThat(graph.size()).isEqualTo(2);
    assertThat(graph.relations()).isEqualTo(2);
    assertThat(graph.lexicon().find("party event").matches()).isEmpty();
    Lexicon spread = graph.lexicon(0.5);
    assertThat(first(spread, "party").get(0)).isCloseTo(0.5 / 1.5, within(1e-6));
    assertThat(first(spread, "joy")).containsExactly(1.0); // what it is related to has no value
    assertThat(spread.find("event").matches()).isEmpty(); // two hops
    ConceptGraph related =
        graph(
            "w\tv\tr\njoy\t1\tgrief|delight\ngrief\t-1\t\ndelight\t0\t\n",
            "tab word=w value=v related=r");
    double unit = 1 / Math.sqrt(2.0 / 3);
    assertThat(first(related.lexicon(1), "joy").get(0))
        .isCloseTo((unit - unit / 2) / 2, within(1e-6));
    assertThatThrownBy(() -> related.lexicon(-1)).hasMessageContaining("expected 0 to 10");
  }

  @Test
  void triplesMayBeNTriples() {
    ConceptGraph graph =
        graph(
            """
            # affect
            <http://x.org/c/over_the_moon> <http://x.org/p#pleasantness> "0.9"^^<http://x#double> .
            <http://x.org/c/blue> <http://x.org/p#pleasantness> "-0.9" .
            <http://x.org/c/blue> <http://x.org/p#related> <http://x.org/c/rainy_day> .
            _:b <http://x.org/p#label> "low spirits"@en .
            """,
            "triples");
    assertThat(graph.dimensions()).containsExactly("pleasantness");
    assertThat(graph.relations()).isEqualTo(2);
    assertThat(first(graph.lexicon(1), "over the moon, rainy day")).containsExactly(1.0, -0.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tab word=word value=valence",
        "comma word=Word value=valence,arousal",
        "keyed word=word1 category=type,priorpolarity",
        "tab word=1 value=2 related=9",
        "triples"
      })
  void aFormatIsALine(String line) {
    assertThat(LexiconFormat.of(line).toString()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xml word=a",
        "tab value=1",
        "tab word=a",
        "tab word=a values=b",
        "tab word=a word=b value=c",
        "tab word=",
        "triples word=a",
        "tab word"
      })
  void aWrongFormatIsRefused(String line) {
    assertThatThrownBy(() -> LexiconFormat.of(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @CsvSource({
    "'word\tvalence\na\tCANARY\n', no number under 'valence', 2",
    "'word\tvalence\na\tNaN\n', not finite, 2",
    "'word\tvalue\na\t1\n', no column 'valence' among the 2, 1",
  })
  void aBrokenFileIsRefusedWithItsLine(String content, String problem, int line) {
    assertThatThrownBy(() -> graph(content, "tab word=word value=valence"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("tiny: at line " + line)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("CANARY");
  }

  @Test
  void limitsAreKept(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> graph("word\tvalence\n", "tab word=word value=valence"))
        .hasMessageContaining("no word with values");
    assertThatThrownBy(() -> graph("a\t" + "1".repeat(70_000), "tab word=1 value=2"))
        .hasMessageContaining("70002 characters");
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 70; i++) {
      names.append("w\tc").append(i).append('\n');
    }
    assertThatThrownBy(() -> graph(names.toString(), "tab word=1 category=2"))
        .hasMessageContaining("more than 64 different");
    assertThatThrownBy(() -> graph("a,\"b\n", "comma word=1 value=2"))
        .hasMessageContaining("a quote is opened");
    byte[] latin = {'a', '\t', (byte) 0xE4, '\n'};
    assertThatThrownBy(() -> ConceptGraph.parse("latin", latin, LexiconFormat.TRIPLES))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no UTF-8");
    Path large = directory.resolve("large.tsv");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(ConceptGraph.MOST_BYTES + 1L);
    }
    assertThatThrownBy(() -> Lexicon.read(large, LexiconFormat.TRIPLES))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("at most");
    Files.delete(large);
  }

  @Test
  void mutatedFilesAreReadOrRefused() {
    SplittableRandom random = new SplittableRandom(5);
    String[] formats = {
      "tab word=word value=valence",
      "comma word=1 value=2",
      "keyed word=word category=valence",
      "triples"
    };
    byte[] seed =
        (ENGLISH + "<a> <b> \"1\" .\n\"q\",2\nword=x valence=y\n").getBytes(StandardCharsets.UTF_8);
    int count = Boolean.getBoolean("emotion.long") ? 100_000 : 10_000;
    int refused = 0;
    for (int i = 0; i < count; i++) {
      byte[] mutant = seed.clone();
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      try {
        ConceptGraph.parse("mutant", mutant, LexiconFormat.of(formats[i % formats.length]))
            .lexicon(0.5)
            .find("happy over the moon");
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(count / 10, count);
  }

  @Test
  void aLongTextCostsNoMoreThanItsLength() {
    Lexicon lexicon = english();
    org.junit.jupiter.api.Assertions.assertTimeout(
        java.time.Duration.ofSeconds(5), () -> lexicon.find("over the ".repeat(200_000)));
  }
}
