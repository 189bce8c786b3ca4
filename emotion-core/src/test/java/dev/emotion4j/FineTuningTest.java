package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.peft.Lora;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import dev.emotion4j.tuning.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
  private static final LabelSet OWN = LabelSet.of("calm", "wild");

  /** Large numbers are wild; every third sample lacks a modality. */
  private static List<Example> examples(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double value = (i % 2 == 0 ? 0.1 : 1.2) + i / 100.0;
      Sample sample = i % 3 == 0 ? Models.voice(value, value) : Models.both(value, -value);
      examples.add(Example.of(sample, i % 2 == 0 ? "calm" : "wild"));
    }
    return examples;
  }

  private static EmotionRecognizer base() {
    return EmotionRecognizer.builder().model(Models.plain()).backend("reference").build();
  }

  private static FineTuning tuning(EmotionRecognizer base) {
    return base.fineTune()
        .labels(OWN)
        .headOnly()
        .learningRate(1)
        .schedule(Schedule.constant())
        .epochs(4)
        .batchSize(4)
        .dropout(0)
        .earlyStopping(EarlyStopping.on(Metric.LOG_LOSS).patience(9));
  }

  private static Map<String, Tensor> copy(EmotionRecognizer recognizer) {
    Map<String, Tensor> copy = new LinkedHashMap<>();
    recognizer
        .weights()
        .tensors()
        .forEach((path, tensor) -> copy.put(path, Tensor.of(tensor.floats(), tensor.shape())));
    return copy;
  }

  @Test
  void ownLabelsAreLearnedAndTheBaseStaysAsItIs() {
    try (EmotionRecognizer base = base()) {
      Map<String, Tensor> before = copy(base);
      try (Tuned tuned = tuning(base).fit(examples(12), examples(6));
          EmotionRecognizer recognizer = tuned.recognizer()) {
        assertThat(tuned.epochs()).hasSize(4);
        assertThat(tuned.epochs().get(3).trainingLoss())
            .isLessThan(tuned.epochs().get(0).trainingLoss());
        assertThat(tuned.after().accuracy()).isGreaterThanOrEqualTo(tuned.before().accuracy());
        assertThat(tuned.beforeName()).isEqualTo("majority class 'calm'");
        assertThat(tuned.evaluatedOn()).isEqualTo("validation");
        assertThat(tuned.trainable()).isEqualTo(2 * 5 + 2);
        assertThat(recognizer.labels()).isEqualTo(OWN);
        assertThat(recognizer.recognize(Models.both(1.3, -1.3)).distribution().keySet())
            .containsExactly("calm", "wild");
        assertThat(tuned.report()).contains("trainable parameters", "before (majority class");
      }
      assertThat(copy(base)).isEqualTo(before);
      assertThat(base.recognize(Models.voice(1)).distribution()).hasSize(3);
    }
  }

  @Test
  void theSeedDecidesTheResult() {
    try (EmotionRecognizer base = base();
        Tuned one = tuning(base).seed(3).epochs(2).fit(examples(8), examples(4));
        Tuned same = tuning(base).seed(3).epochs(2).fit(examples(8), examples(4));
        Tuned other = tuning(base).seed(4).epochs(2).fit(examples(8), examples(4))) {
      assertThat(one.model().trained().tensors()).isEqualTo(same.model().trained().tensors());
      assertThat(one.model().trained().tensors()).isNotEqualTo(other.model().trained().tensors());
    }
  }

  @Test
  void loraLeavesTheEncodersBitForBitAndComesBackFromDisk(@TempDir Path folder) throws Exception {
    try (EmotionRecognizer base = base();
        Tuned tuned =
            tuning(base)
                .adapter(Lora.of(1, 2).on("query"))
                .learningRate(0.5)
                .epochs(2)
                .fit(examples(8), examples(4), examples(5));
        EmotionRecognizer recognizer = tuned.recognizer()) {
      assertThat(tuned.evaluatedOn()).isEqualTo("test");
      assertThat(tuned.after().n()).isEqualTo(5);
      assertThat(tuned.model().trained().paths())
          .contains("voice.query.lora_A.weight", "classifier.weight")
          .doesNotContain("voice.query.weight");
      tuned.save(folder.resolve("tuned"));
      try (EmotionRecognizer loaded =
          EmotionRecognizer.builder().load(folder.resolve("tuned")).backend("slow").build()) {
        assertThat(loaded.recognize(Models.both(1, 2)).logits())
            .isEqualTo(recognizer.recognize(Models.both(1, 2)).logits());
      }
    }
  }

  @Test
  void aTunedModelIsTunedFurtherWithItsAdapterMerged() {
    try (EmotionRecognizer base = base();
        Tuned first =
            tuning(base)
                .adapter(Lora.of(1, 2).on("query"))
                .epochs(1)
                .fit(examples(8), examples(4));
        EmotionRecognizer middle = first.recognizer();
        Tuned second =
            middle
                .fineTune()
                .headOnly()
                .learningRate(0.1)
                .epochs(1)
                .trainingBackend("slow")
                .fit(examples(8), examples(4))) {
      assertThat(second.beforeName()).isEqualTo("base model 'tuned'");
      assertThat(second.before().accuracy()).isEqualTo(first.after().accuracy());
      assertThat(second.model().adapters()).isEmpty();
    }
  }

  @Test
  void aHeadThatIsNotTrainedIsKeptAsItStarted() {
    try (EmotionRecognizer base = base();
        Tuned tuned =
            tuning(base)
                .trainable(p -> p.path().equals("body.query.bias"))
                .epochs(1)
                .fit(examples(6), examples(4));
        EmotionRecognizer recognizer = tuned.recognizer()) {
      assertThat(tuned.trainable()).isEqualTo(2);
      assertThat(tuned.model().trained().paths())
          .contains("body.query.bias", "classifier.weight", "classifier.bias");
      assertThat(recognizer.recognize(Models.voice(1)).distribution()).hasSize(2);
    }
  }

  @Test
  void labelSetsGetThresholds() {
    List<Example> sets = new ArrayList<>();
    for (Example example : examples(8)) {
      Set<String> labels = new LinkedHashSet<>(example.labels());
      labels.add("calm");
      sets.add(new Example(example.sample(), labels));
    }
    try (EmotionRecognizer base = base();
        Tuned tuned =
            tuning(base).earlyStopping(EarlyStopping.on(Metric.MACRO_F1)).fit(sets, sets);
        EmotionRecognizer recognizer = tuned.recognizer()) {
      assertThat(tuned.after().isMultiLabel()).isTrue();
      assertThat(recognizer.thresholds(Set.of(Models.VOICE))).isPresent();
    }
  }

  @Test
  void baseAndTunedAreClosedInAnyOrderAndNothingStaysOpen() {
    int open = NumbersEncoder.OPEN.get();
    EmotionRecognizer base = base();
    Tuned tuned = tuning(base).epochs(1).fit(examples(6), examples(4));
    EmotionRecognizer recognizer = tuned.recognizer();
    base.close();
    tuned.close();
    assertThat(recognizer.recognize(Models.voice(1)).distribution()).hasSize(2);
    recognizer.close();
    assertThatIllegalStateException().isThrownBy(() -> recognizer.recognize(Models.voice(1)));
    assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
  }

  @Test
  void aFailureFreesWhatTuningOpened() {
    try (EmotionRecognizer base = base()) {
      int open = NumbersEncoder.OPEN.get();
      ProgressListener stop =
          new ProgressListener() {
            @Override
            public void onEpoch(EpochReport report) {
              throw new UnsupportedOperationException("enough");
            }
          };
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> tuning(base).listener(stop).fit(examples(6), examples(4))))
          .hasMessage("enough");
      assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
    }
  }

  @Test
  void signalsThatCannotBeUsedAreTold() {
    List<String> notes = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void onNote(String note) {
            notes.add(note);
          }
        };
    List<Example> some = new ArrayList<>(examples(8));
    some.add(Example.of(Models.both(Double.NaN, 1), "calm"));
    try (EmotionRecognizer base = base()) {
      tuning(base).listener(listener).epochs(1).fit(some, examples(4)).close();
      assertThat(notes)
          .containsExactly(
              "of the training set, voice cannot be used in 1 of the 9 examples that have it; the"
                  + " first is number 9: a number is NaN; expected finite numbers");
      List<Example> none =
          List.of(
              Example.of(Models.both(Double.NaN, 1), "calm"),
              Example.of(Models.both(Double.NaN, -1), "wild"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning(base).fit(none, examples(4)))
          .withMessageStartingWith("of the training set, voice cannot be used in 2 of the 2 examp")
          .withMessageEndingWith("Correct them, or leave the modality out");
    }
  }

  @Test
  void whatCannotBeLearnedIsRefusedBeforeTraining() {
    try (EmotionRecognizer base = base()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning(base).fit(List.of(), examples(4)))
          .withMessageContaining("0 training and 4 validation examples");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning(base).fit(examples(4), List.of()))
          .withMessageContaining("4 training and 0 validation examples");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> base.fineTune().fit(examples(4), examples(4)))
          .withMessageContaining("calm");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning(base).fit(List.of(Example.of("canary", "calm")), examples(4)))
          .withMessageContaining(
              "example 1 of 1 has [text], of which nothing can be used; the model takes [voice, body]")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning(base).trainingBackend("reference").fit(examples(4), examples(4)))
          .withMessageContaining("'reference' does not train");
    }
  }

  @Test
  void settingsOutOfRangeAreRefusedAtOnce() {
    try (EmotionRecognizer base = base()) {
      FineTuning tuning = base.fineTune();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tuning.epochs(0))
          .withMessage("epochs 0; expected 1 or more");
      assertThatIllegalArgumentException().isThrownBy(() -> tuning.batchSize(0));
      assertThatIllegalArgumentException().isThrownBy(() -> tuning.dropout(1));
      assertThatIllegalArgumentException().isThrownBy(() -> tuning.clipNorm(Double.NaN));
      assertThatIllegalArgumentException().isThrownBy(() -> tuning.learningRate(-1));
      assertThatIllegalArgumentException()
          .isThrownBy(tuning::adapter)
          .withMessageContaining("headOnly()");
    }
  }
}
