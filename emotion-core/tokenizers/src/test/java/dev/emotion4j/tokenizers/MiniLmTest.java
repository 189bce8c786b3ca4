package dev.emotion4j.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertEncoderProvider;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.MiniLm;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
  private static final String JOY = "I passed 😂";
  private static TextEncoder encoder;

  @BeforeAll
  static void open() {
    encoder = Encoders.miniLm();
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  private static long[] ids(TextEncoder encoder, String text) {
    return encoder.prepare(List.of(Text.of(text))).get(0).tensors().get(Bert.INPUT_IDS).longs();
  }

  @Test
  void tokensAreThoseOfTheVocabulary() {
    assertThat(ids(encoder, "hello world")).containsExactly(101, 7592, 2088, 102);
  }

  @Test
  void spellingOutEmojiTurnsUnknownTokensIntoWords() throws Exception {
    try (Tokenizer tokenizer = new HuggingFaceTokenizerProvider().create(MiniLm.tokenizer());
        TextEncoder plain = Encoders.miniLm(TextOptions.DEFAULT.spellEmoji(false))) {
      assertThat(tokenizer.unknownId()).isEqualTo(100);
      assertThat(tokenizer.padId()).isZero();
      assertThat(ids(plain, JOY)).contains(100);
      assertThat(ids(encoder, JOY)).doesNotContain(100);
      assertThat(ids(encoder, JOY)).isEqualTo(ids(plain, "I passed face with tears of joy"));
    }
  }

  @Test
  void longTextsAreCutBeforeTheLastSpecialTokenAndNoted() {
    String text = "very happy ".repeat(100_000);
    var row = encoder.prepare(List.of(Text.of(text))).get(0);
    long[] found = row.tensors().get(Bert.INPUT_IDS).longs();
    assertThat(found).hasSize(128).startsWith(101).endsWith(102);
    assertThat(row.length()).isEqualTo(128);
    assertThat(row.notes())
        .containsExactly("cut from 1100000 to 4096 characters", "truncated to 128 tokens");
  }

  @Test
  void batchesArePaddedToTheLongestTextWhateverTheFileSaysOfPadding() {
    var rows = encoder.prepare(List.of(Text.of("fine"), Text.of("not fine at all")));
    Map<String, Tensor> batch = encoder.batch(rows);
    assertThat(batch.get(Bert.INPUT_IDS).shape()).containsExactly(2, 6);
    assertThat(batch.get(Bert.ATTENTION_MASK).booleans())
        .containsExactly(true, true, true, false, false, false, true, true, true, true, true, true);
    assertThat(Arrays.copyOf(batch.get(Bert.INPUT_IDS).longs(), 6)).endsWith(0, 0, 0);
  }

  @Test
  void featuresAreThoseOfTheOriginalModelWithMeanPooling() {
    Graph graph = Graph.record(encoder.network());
    Map<String, Tensor> batch =
        encoder.batch(encoder.prepare(List.of(Text.of("I am so happy"), Text.of("sad"))));
    Tensor features = Reference.run(graph, encoder.weights(), batch).get(ModalityEncoder.FEATURES);
    assertThat(features.shape()).containsExactly(2, 384);
    Tensor alone =
        Reference.run(
                graph, encoder.weights(), encoder.batch(encoder.prepare(List.of(Text.of("sad")))))
            .get(ModalityEncoder.FEATURES);
    for (int i = 0; i < 384; i++) {
      assertThat(features.getFloat(384 + i)).isCloseTo(alone.getFloat(i), within(1e-6f));
    }
  }

  @Test
  void settingsOpenTheSameEncoderAgain() {
    Map<String, String> settings = encoder.settings();
    assertThat(settings)
        .containsEntry("artifact", MiniLm.ARTIFACT)
        .containsEntry("pooling", "mean")
        .containsEntry("maxTokens", "128")
        .containsKey("sha256");
    try (var again = new BertEncoderProvider().open(settings, Path.of(""))) {
      assertThat(again.settings()).isEqualTo(settings);
    }
    var wrong = new java.util.TreeMap<>(settings);
    wrong.put("sha256", "0".repeat(64));
    assertThatThrownBy(() -> new BertEncoderProvider().open(wrong, Path.of("")))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void copiesWithDropoutOutliveTheOriginal() {
    TextEncoder first = Encoders.miniLm();
    TextEncoder copy = first.withDropout(0.2);
    first.close();
    first.close();
    assertThat(ids(copy, "hello")).containsExactly(101, 7592, 102);
    assertThat(copy.config().hiddenDropout()).isEqualTo(0.2);
    copy.close();
    assertThatThrownBy(() -> ids(copy, "hello")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void damagedFilesAreRefused() {
    var provider = new HuggingFaceTokenizerProvider();
    assertThatThrownBy(() -> provider.create("<html>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("tokenizer.json");
    assertThatThrownBy(() -> provider.create("{\"model\":{}}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void aClosedTokenizerSaysSo() throws Exception {
    Tokenizer tokenizer = new HuggingFaceTokenizerProvider().create(MiniLm.tokenizer());
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.tokenize(List.of("a"), 8))
        .isInstanceOf(IllegalStateException.class);
  }
}
