package dev.emotion4j.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BuiltInModelTest {
  private static EmotionRecognizer recognizer;

  @BeforeAll
  static void open() {
    recognizer = EmotionRecognizer.builtIn();
  }

  @AfterAll
  static void close() {
    recognizer.close();
  }

  @Test
  void oneDependencyGivesACalibratedRecognition() {
    Recognition result = recognizer.recognize("I'm so happy for you, congratulations!");

    assertThat(result.top()).isEqualTo("joy");
    assertThat(result.labels()).contains("joy");
    assertThat(result.distribution().keySet()).containsExactlyElementsOf(LabelSet.EKMAN.names());
    assertThat(result.distribution().values().stream().mapToDouble(p -> p).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(result.used()).containsExactly(Modality.TEXT);
    assertThat(result.shares()).containsEntry(Modality.TEXT, 1.0);
    assertThat(result.provenance().model()).isEqualTo("builtin");
    assertThat(result.provenance().backend()).isEqualTo("onnx");
    assertThat(result.provenance().device()).isEqualTo("cpu");
  }

  @Test
  void plainSentencesOfEachEmotionAreRecognised() {
    assertThat(top("This makes me furious, how dare they!")).isEqualTo("anger");
    assertThat(top("I'm terrified of what might happen tonight")).isEqualTo("fear");
    assertThat(top("I miss her so much, I can't stop crying")).isEqualTo("sadness");
    assertThat(top("Wow, I did not expect that at all!")).isEqualTo("surprise");
    assertThat(top("That is disgusting, gross!")).isEqualTo("disgust");
    assertThat(top("The train leaves from platform three.")).isEqualTo("neutral");
  }

  @Test
  void batchesGiveWhatSinglesGive() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("I " + "really ".repeat(i % 7) + (i % 2 == 0 ? "love" : "hate") + " this " + i);
    }
    Collections.shuffle(texts, new Random(1));
    List<Recognition> all =
        recognizer.recognizeAll(texts.stream().map(t -> Sample.of(Text.of(t))).toList());
    for (int i = 0; i < texts.size(); i++) {
      Recognition batched = all.get(i);
      recognizer
          .recognize(texts.get(i))
          .logits()
          .forEach(
              (label, logit) ->
                  assertThat(batched.logits().get(label)).isCloseTo(logit, within(2e-4)));
    }
  }

  @Test
  void aTextThatCannotBeReadCountsLess() {
    assertThat(quality("wow")).isEqualTo(1);
    assertThat(quality("😀")).as("a word by its name").isEqualTo(1);
    assertThat(quality("!!! ??? ...")).isCloseTo(0.05, within(1e-6));
    assertThat(quality("我今天非常开心")).as("few of its signs are known").isBetween(0.1, 0.9);
  }

  private static double quality(String text) {
    return recognizer.recognize(text).qualities().getOrDefault(Modality.TEXT, Double.NaN);
  }

  private static String top(String text) {
    return recognizer.recognize(text).top();
  }
}
