package dev.emotion4j.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertEncoderProvider;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.math.Graph;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.testkit.EncoderContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextTest {
  @TempDir static Path directory;

  private static final TextOptions CONTEXT =
      TextOptions.DEFAULT.maxTokens(16).context(2).pooling(TokenPooling.UTTERANCE);

  // i 4, am 5, so 6, happy 7, sad 8, not 9, fine 10, ang 18, ##ry 19
  private static final List<Text.Turn> BEFORE =
      List.of(Text.Turn.of("angry"), Text.Turn.of("not fine"), Text.Turn.of("i am sad"));

  @BeforeAll
  static void write() throws IOException {
    TinyCheckpoint.write(directory);
  }

  @Nested
  class Contract extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return Encoders.bert(directory, CONTEXT);
    }

    @Override
    protected List<? extends Signal> signals() {
      return List.of(
          Text.of("I am so happy!"),
          Text.of("sad").after(BEFORE),
          Text.of("not fine").by("so").after(BEFORE),
          Text.of("I am so so so so so so so so so so so so so happy.").after(BEFORE),
          Text.of("angry 😂").after(BEFORE.subList(0, 1)));
    }
  }

  private static Prepared prepared(TextOptions options, Text text) {
    try (TextEncoder encoder = Encoders.bert(directory, options)) {
      return encoder.prepare(List.of(text)).get(0);
    }
  }

  private static long[] longs(Prepared row, String name) {
    return row.tensors().get(name).longs();
  }

  @Test
  void theTextComesFirstAndTheLatestTurnsAreTheSecondSegmentInTheirOrder() {
    Prepared row = prepared(CONTEXT, Text.of("so happy").after(BEFORE));
    assertThat(longs(row, Bert.INPUT_IDS)).containsExactly(2, 6, 7, 3, 9, 10, 4, 5, 8, 3);
    assertThat(longs(row, Bert.TOKEN_TYPE_IDS)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
    assertThat(row.notes()).containsExactly("read the last 2 of 3 turns before");
  }

  @Test
  void speakersStandBeforeWhatTheySay() {
    Text text = Text.of("happy").by("so").after(List.of(Text.Turn.of("fine", "sad")));
    assertThat(longs(prepared(CONTEXT, text), Bert.INPUT_IDS))
        .containsExactly(2, 6, 1, 7, 3, 10, 1, 8, 3); // 1 is the colon
    assertThat(longs(prepared(CONTEXT.context(0), text), Bert.INPUT_IDS)).containsExactly(2, 7, 3);
  }

  @Test
  void theOldestWordsAreCutFirstAndTheTextLast() {
    Text some = Text.of("so happy so happy").after(BEFORE);
    Prepared row = prepared(CONTEXT.maxTokens(10), some);
    assertThat(longs(row, Bert.INPUT_IDS)).containsExactly(2, 6, 7, 6, 7, 3, 4, 5, 8, 3);
    assertThat(row.notes()).contains("the oldest words before cut to keep to 10 tokens");
    Prepared full = prepared(CONTEXT.maxTokens(6), some);
    assertThat(longs(full, Bert.INPUT_IDS)).containsExactly(2, 6, 7, 6, 7, 3);
    assertThat(full.notes()).noneMatch(note -> note.startsWith("truncated"));
    Prepared less = prepared(CONTEXT.maxTokens(5), some);
    assertThat(longs(less, Bert.INPUT_IDS)).containsExactly(2, 6, 7, 6, 3);
    assertThat(less.notes()).contains("truncated to 5 tokens");
  }

  @Test
  void aModelWithoutContextIgnoresItWithANote() {
    TextOptions without = TextOptions.DEFAULT.maxTokens(16);
    Prepared row = prepared(without, Text.of("happy").by("so").after(BEFORE));
    assertThat(row.tensors()).isEqualTo(prepared(without, Text.of("happy")).tensors());
    assertThat(row.notes())
        .containsExactly("ignored the 3 turns before: the model takes no context");
  }

  @Test
  void aModelWithContextReadsATextAloneAsOneWithoutDoes() {
    Prepared row = prepared(CONTEXT, Text.of("so happy"));
    assertThat(row.tensors())
        .isEqualTo(prepared(CONTEXT.context(0), Text.of("so happy")).tensors());
    assertThat(row.notes()).isEmpty();
  }

  @Test
  void poolingTheUtteranceLeavesTheTokensOfTheContextOut() {
    Text alone = Text.of("so happy");
    Text after = alone.after(BEFORE);
    assertThat(features(TokenPooling.UTTERANCE, alone))
        .isEqualTo(features(TokenPooling.MEAN, alone));
    assertThat(features(TokenPooling.UTTERANCE, after))
        .isNotEqualTo(features(TokenPooling.MEAN, after))
        .isNotEqualTo(features(TokenPooling.UTTERANCE, alone)); // attention reads the context
  }

  private static float[] features(TokenPooling pooling, Text text) {
    try (TextEncoder encoder = Encoders.bert(directory, CONTEXT.pooling(pooling));
        Executable run =
            new ReferenceBackend()
                .compile(
                    Graph.record(encoder.network()), encoder.weights(), ExecutionOptions.DEFAULT)) {
      return run.run(encoder.batch(encoder.prepare(List.of(text))))
          .getOrDefault(ModalityEncoder.FEATURES, dev.emotion4j.math.Tensor.scalar(0))
          .floats();
    }
  }

  @Test
  void tenThousandTurnsAndAMegabyteInOneCostLittle() {
    List<Text.Turn> many =
        new ArrayList<>(Collections.nCopies(10_000, Text.Turn.of("fine", "i am so sad")));
    many.add(Text.Turn.of("x".repeat(1 << 20)));
    Text text = Text.of("happy").after(many);
    try (TextEncoder encoder = Encoders.bert(directory, CONTEXT.context(64))) {
      Assertions.assertThatNoException().isThrownBy(() -> encoder.prepare(List.of(text)));
      org.junit.jupiter.api.Assertions.assertTimeout(
          Duration.ofSeconds(5), () -> encoder.prepare(Collections.nCopies(100, text)));
    }
  }

  @Test
  void theContextIsPartOfTheSettings() {
    try (TextEncoder encoder = Encoders.bert(directory, CONTEXT)) {
      Map<String, String> settings = encoder.settings();
      assertThat(settings).containsEntry("context", "2").containsEntry("pooling", "utterance");
      try (ModalityEncoder again = new BertEncoderProvider().open(settings, Path.of(""))) {
        assertThat(again.settings()).isEqualTo(settings);
      }
    }
    assertThat(TextOptions.DEFAULT.context()).isZero();
    assertThatThrownBy(() -> CONTEXT.context(65)).hasMessageContaining("expected 0 to 64");
    assertThatThrownBy(() -> CONTEXT.context(-1)).hasMessageContaining("context of -1 turns");
  }
}
