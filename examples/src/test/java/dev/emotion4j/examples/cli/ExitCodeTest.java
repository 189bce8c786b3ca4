package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.examples.TinyCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitCodeTest {
  @TempDir static Path directory;
  private static Path model;
  private static Path lines;

  @BeforeAll
  static void makeFiles() throws IOException {
    model = TinyCheckpoint.model(directory, 1);
    lines = Files.writeString(directory.resolve("in.jsonl"), "{\"id\": 1, \"text\": \"hello\"}\n");
  }

  @Test
  void noCommandIsWrongUsage() {
    Ran ran = Ran.of();
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .contains("no command; expected recognize, score, evaluate, fine-tune or install");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "score --help", "fine-tune --help"})
  void helpIsAResult(String words) {
    Ran ran = Ran.of((Object[]) words.split(" "));
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isNotBlank();
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dance",
        "recognize",
        "recognize --text hello --colour red",
        "score --input in.jsonl",
        "evaluate --json out.json",
        "fine-tune --train a --validation b",
        "fine-tune --train a --validation b --output c --epochs many",
        "fine-tune --train a --validation b --output c --adapter magic"
      })
  void wrongUsageNamesTheProblemFirstAndThenTheOptions(String words) {
    Ran ran = Ran.of((Object[]) words.split(" "));
    assertThat(ran.code()).as(ran.err()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("emotion: ").contains("\nUsage: emotion", "--help' explains");
    assertThat(ran.err().lines()).hasSizeLessThan(16);
  }

  @Test
  void theListOfCommandsSaysWhatEachDoes() {
    assertThat(Ran.of("--help").out())
        .contains("score      Recognise every line of a JSON Lines file.")
        .contains("evaluate   Measure a model on a labelled JSON Lines file.")
        .contains("fine-tune  Fine-tune a model on labelled JSON Lines files.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--safety", "--medical"})
  void aBlankReasonIsWrongUsage(String option) {
    Ran ran = Ran.of("recognize", "--text", "fine", "--use", "WORKPLACE", option, " ");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(option + " is blank; expected the reason in words");
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs, 0, 1 or more",
    "--batch, -4, 1 or more",
    "--rank, 0, 1 or more",
    "--alpha, 0, 1 or more",
    "--patience, 0, 1 or more",
    "--threads, 0, 1 to 256",
    "--threads, 100000, 1 to 256",
    "--learning-rate, 0, more than 0",
    "--weight-decay, -0.1, 0 or more",
    "--dropout, 1, 0 to below 1"
  })
  void aNumberOutOfRangeIsWrongUsage(String option, String value, String expected) {
    Ran ran =
        Ran.of("fine-tune", "--train", "a", "--validation", "b", "--output", "c", option, value);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(option + " is " + value).contains("expected " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void aTextWithNothingToReadIsWrongUsage(String text) {
    Ran ran = Ran.of("recognize", "--model", model, "--text", text);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--text is blank; expected at least one visible character");
  }

  @Test
  void aMissingModelCannotRun() {
    Path missing = directory.resolve("no-model");
    Ran ran = Ran.of("recognize", "--model", missing, "--text", "hello");
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err())
        .contains("no-model", "there is no such directory")
        .contains("expected a model directory as EmotionRecognizer.save writes it")
        .doesNotContain("\tat ");
  }

  @Test
  void aMissingInputFileCannotRun() {
    Path missing = directory.resolve("none.jsonl");
    Path out = directory.resolve("none.out");
    for (Ran ran :
        new Ran[] {
          Ran.of("score", "--model", model, "--input", missing, "--output", out),
          Ran.of("evaluate", "--model", model, "--input", missing),
          Ran.of("fine-tune", "--train", missing, "--validation", lines, "--output", out)
        }) {
      assertThat(ran.code()).isEqualTo(3);
      assertThat(ran.err()).contains("none.jsonl' does not exist; expected a JSON Lines file");
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void aDirectoryForAFileCannotRun() {
    Ran ran = Ran.of("evaluate", "--model", model, "--input", directory);
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("is a directory; expected a JSON Lines file");
  }

  @Test
  void anOutputThatCannotBeWrittenCannotRun() {
    Path out = directory.resolve("no").resolve("such").resolve("out.jsonl");
    Ran ran = Ran.of("score", "--model", model, "--input", lines, "--output", out);
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("there is no folder '", "such' for --output; make it first");
  }

  @Test
  void anUnknownBackendCannotRunAndTheOthersAreNamed() {
    Ran ran = Ran.of("recognize", "--model", model, "--text", "hello", "--backend", "onxx");
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err())
        .contains("no backend named 'onxx'; found: djl, onnx")
        .contains("Add dev.emotion4j:emotion-backend-onnx");
  }

  @Test
  void theStackTraceIsShownOnRequestOnly() {
    Ran ran = Ran.of("recognize", "--model", "none", "--text", "hello", "--verbose");
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("\tat dev.emotion4j.");
  }
}
