package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.numbers.Numbers;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.numbers.SideBySide;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.text.LexiconFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeEncoderTest {
  @TempDir static Path directory;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(
        directory.resolve("lexicon.tsv"),
        "word\tvalence\tarousal\nhappy\t8\t6\nsad\t2\t3\ncalm\t7\t1\nfurious\t2\t8\njoy\t9\t7\n");
    Files.writeString(
        directory.resolve("graph.tsv"),
        "高兴\tvalence\t0.9\n难过\tvalence\t-0.8\n难过\trelated\t眼泪\nhappy\tvalence\t1\n");
  }

  private static KnowledgeEncoder encoder() {
    return KnowledgeEncoder.of(
        KnowledgeSource.of(
            directory.resolve("lexicon.tsv"),
            LexiconFormat.of("tab word=word value=valence,arousal")),
        KnowledgeSource.of(directory.resolve("graph.tsv"), LexiconFormat.TRIPLES).spread(0.5));
  }

  private static Prepared prepared(String text) {
    return encoder().prepare(List.of(Text.of(text))).get(0);
  }

  private static float[] values(String text) {
    return prepared(text).tensors().values().iterator().next().floats();
  }

  @Test
  void featuresAreSumMeanExtremesAndCountsPerLexicon() {
    float[] values = values("happy happy sad");
    assertThat(values).hasSize(4 * 2 + 3 + 4 + 3);
    double mean = 5.6;
    double deviation = Math.sqrt(((2.4 * 2.4) + 2 * (3.6 * 3.6) + (1.4 * 1.4) + (3.4 * 3.4)) / 5);
    double happy = (8 - mean) / deviation;
    double sad = (2 - mean) / deviation;
    assertThat(values[0]).isCloseTo((float) ((2 * happy + sad) / Math.sqrt(3)), within(1e-5f));
    assertThat(values[1]).isCloseTo((float) ((2 * happy + sad) / 3), within(1e-5f));
    assertThat(values[2]).isCloseTo((float) happy, within(1e-5f));
    assertThat(values[3]).isCloseTo((float) sad, within(1e-5f));
    assertThat(values[8]).isEqualTo(1);
    assertThat(values[9]).isCloseTo((float) Math.log(4), within(1e-5f));
    assertThat(values[10]).isZero();
    assertThat(values("not happy")[10]).isEqualTo(1);
  }

  @Test
  void qualityIsTheCoverage() {
    assertThat(prepared("happy or not so").quality()).isEqualTo(0.25);
    assertThat(prepared("happy").quality()).isEqualTo(1);
    assertThat(prepared("word ".repeat(100) + "happy").quality()).isEqualTo(0.05);
  }

  @Test
  void aTextWithoutAKnownWordHasNoKnowledgeAndThatIsNoFailure() {
    Prepared row = prepared("the table is round");
    assertThat(row.isAbsent()).isTrue();
    assertThat(row.problem()).isEmpty();
    assertThat(row.notes()).containsExactly("no word of the text is in the lexicons");
  }

  @Test
  void aLongTextIsLookedAtInPart() {
    assertThat(prepared("happy " + "x".repeat(50 << 20)).isAbsent()).isFalse();
    assertThat(prepared("x ".repeat(1 << 20) + "happy").isAbsent()).isTrue();
  }

  /** Knowledge beside numbers of a body, in one model. */
  private static EmotionRecognizer recognizer() {
    return EmotionRecognizer.builder()
        .encoder(encoder())
        .encoder(NumbersEncoder.of(Modality.BODY, 3))
        .fusion(new SideBySide(1))
        .labels(LabelSet.of("calm", "upset"))
        .backend("reference")
        .build();
  }

  @Test
  void aSampleWithATextHasKnowledge() {
    try (EmotionRecognizer recognizer = recognizer()) {
      Recognition result =
          recognizer.recognize(Sample.of(Text.of("so happy"), Numbers.of(Modality.BODY, 1)));
      assertThat(result.used()).containsExactly(Modality.KNOWLEDGE, Modality.BODY);
      assertThat(result.missing()).isEmpty();
      assertThat(result.notes()).isEmpty();
      assertThat(result.qualities()).containsEntry(Modality.KNOWLEDGE, 0.5);
    }
  }

  @Test
  void knowledgeThatIsMissingHasNoInfluence() {
    try (EmotionRecognizer recognizer = recognizer()) {
      Recognition unknown =
          recognizer.recognize(Sample.of(Text.of("a table"), Numbers.of(Modality.BODY, 1)));
      Recognition without = recognizer.recognize(Sample.of(Numbers.of(Modality.BODY, 1)));
      assertThat(unknown.logits()).isEqualTo(without.logits());
      assertThat(unknown.missing()).containsExactly(Modality.KNOWLEDGE);
      assertThat(unknown.failed()).isEmpty();
      assertThat(unknown.notes()).containsExactly("no word of the text is in the lexicons");
      assertThatThrownBy(() -> recognizer.recognize(Sample.of(Text.of("a table"))))
          .isInstanceOf(EmotionException.class)
          .hasMessageContaining("no word of the text is in the lexicons");
    }
  }

  @Test
  void aModelWithKnowledgeIsSavedWithoutTheLexiconsAndLoaded(@TempDir Path target)
      throws IOException {
    Sample sample = Sample.of(Text.of("not so happy"), Numbers.of(Modality.BODY, 1));
    try (EmotionRecognizer recognizer = recognizer()) {
      recognizer.save(target.resolve("model"));
      try (EmotionRecognizer loaded =
          EmotionRecognizer.builder().load(target.resolve("model")).backend("reference").build()) {
        assertThat(loaded.recognize(sample).logits())
            .isEqualTo(recognizer.recognize(sample).logits());
      }
    }
    assertThat(Files.readString(target.resolve("model/emotion.json")))
        .contains("lexicon.tsv", "sha256")
        .doesNotContain("furious");
  }

  @Test
  void itIsOpenedAgainFromItsSettingsIfTheLexiconsAreTheSame(@TempDir Path copy)
      throws IOException {
    Map<String, String> settings = encoder().hidden(5).seed(3).settings();
    var provider = new KnowledgeEncoderProvider();
    assertThat(provider.open(settings, Path.of("")).settings()).isEqualTo(settings);
    Map<String, String> relative = new TreeMap<>(settings);
    relative.put("lexicon.0.path", "lexicon.tsv");
    assertThat(provider.open(relative, directory).settings()).isEqualTo(settings);

    Path other = Files.copy(directory.resolve("lexicon.tsv"), copy.resolve("other.tsv"));
    Files.writeString(other, Files.readString(other) + "new\t1\t1\n");
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put("lexicon.0.path", other.toString());
    assertThatThrownBy(() -> provider.open(changed, Path.of("")))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("SHA-256");
    changed.put("lexicon.0.path", copy.resolve("none.tsv").toString());
    assertThatThrownBy(() -> provider.open(changed, Path.of("")))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("is not there");
    Map<String, String> unknown = new TreeMap<>(settings);
    unknown.put("colour", "red");
    assertThatThrownBy(() -> provider.open(unknown, Path.of(""))).hasMessageContaining("[colour]");
    unknown.remove("colour");
    unknown.put("hidden", "wide");
    assertThatThrownBy(() -> provider.open(unknown, Path.of(""))).hasMessageContaining("a number");
    unknown.remove("hidden");
    assertThatThrownBy(() -> provider.open(unknown, Path.of(""))).hasMessageContaining("'hidden'");
  }

  @Test
  void wrongUseIsRefused() {
    assertThatThrownBy(KnowledgeEncoder::of).hasMessageContaining("expected one or more");
    assertThatThrownBy(() -> encoder().hidden(0)).hasMessageContaining("expected 1 to 4096");
    assertThatThrownBy(() -> encoder().prepare(List.of(Numbers.of(Modality.BODY, 1))))
        .hasMessageContaining("expected Text");
  }
}
