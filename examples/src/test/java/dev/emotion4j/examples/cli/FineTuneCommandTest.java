package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FineTuneCommandTest {
  @TempDir static Path directory;
  private static Path base;
  private static Path train;
  private static Path validation;
  private static Path test;

  @BeforeAll
  static void makeFiles() throws IOException {
    base = TinyCheckpoint.write(directory.resolve("base"), 1);
    train = TinyCheckpoint.sentences("train.jsonl", directory);
    validation = TinyCheckpoint.sentences("validation.jsonl", directory);
    test = TinyCheckpoint.sentences("test.jsonl", directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "full", "head"})
  void tunesReportsSavesAndTheModelRecognises(String adapter) throws IOException {
    Path out = directory.resolve("out-" + adapter);
    Ran ran =
        Ran.of(
            "fine-tune",
            "--train",
            train,
            "--validation",
            validation,
            "--test",
            test,
            "--base",
            base,
            "--adapter",
            adapter,
            "--epochs",
            "3",
            "--batch",
            "8",
            "--learning-rate",
            "5e-3",
            "--output",
            out);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("24 examples, labels [anger, fear, joy, sadness]", "epoch 3: ");
    assertThat(ran.out())
        .contains("trainable parameters: ", "before (majority class '", "after, test set:")
        .contains("saved to " + out);
    assertThat(Json.read(out.resolve("emotion.json")).get("name").text())
        .isEqualTo("out-" + adapter);
    assertThat(Files.exists(out.resolve("adapters/lora/adapter_config.json")))
        .isEqualTo(adapter.equals("lora"));
    Ran used = Ran.of("recognize", "--model", out, "--text", "I am so happy today", "--json");
    assertThat(used.code()).as(used.err()).isZero();
    assertThat(Json.parse("out", used.out()).get("distribution").fields()).hasSize(4);
  }

  @Test
  void aTunedModelIsABaseAndIsWhatTheNextIsComparedWith() {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Ran one =
        Ran.of(
            "fine-tune",
            "--train",
            train,
            "--validation",
            validation,
            "--base",
            base,
            "--epochs",
            "1",
            "--output",
            first);
    assertThat(one.code()).as(one.err()).isZero();
    Ran two =
        Ran.of(
            "fine-tune",
            "--train",
            train,
            "--validation",
            validation,
            "--base",
            first,
            "--epochs",
            "1",
            "--adapter",
            "head",
            "--output",
            second);
    assertThat(two.code()).as(two.err()).isZero();
    assertThat(two.out()).contains("before (base model 'first'), validation set:");
  }

  @Test
  void aBadLineIsNamedWithItsFile() throws IOException {
    Path bad =
        Files.writeString(
            directory.resolve("bad.jsonl"), "{\"text\": \"a\", \"label\": \"joy\"}\n{\"text\"\n");
    Ran ran =
        Ran.of(
            "fine-tune",
            "--train",
            bad,
            "--validation",
            validation,
            "--base",
            base,
            "--output",
            directory.resolve("never"));
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("bad.jsonl line 2: ").contains("not valid JSON");
    assertThat(directory.resolve("never")).doesNotExist();
  }

  @Test
  void anEmptyTrainingFileIsNamed() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty.jsonl"), "\n");
    Ran ran =
        Ran.of(
            "fine-tune",
            "--train",
            empty,
            "--validation",
            validation,
            "--base",
            base,
            "--output",
            directory.resolve("never"));
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("empty.jsonl has no line");
  }

  @Test
  void aLabelThatTrainingLacksIsNamedWithItsFileAndCount() throws IOException {
    Path odd =
        Files.writeString(
            directory.resolve("odd.jsonl"), "{\"text\": \"a\", \"label\": \"boredom\"}\n");
    Ran ran =
        Ran.of(
            "fine-tune",
            "--train",
            train,
            "--validation",
            odd,
            "--base",
            base,
            "--output",
            directory.resolve("never"));
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err())
        .contains("odd.jsonl has labels that the training data lack")
        .contains("{boredom=1}")
        .contains("[anger, fear, joy, sadness]");
  }

  @Test
  void anOutputThatExistsIsRefusedBeforeAnyWork() throws IOException {
    Ran ran = into(Files.createDirectories(directory.resolve("there")));
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("there' exists; choose a new name or remove it first");
    Path file = Files.createFile(directory.resolve("file"));
    Ran within = into(file.resolve("model"));
    assertThat(within.code()).isEqualTo(3);
    assertThat(within.err())
        .contains("'" + file + "' is a file; expected a folder to put --output into");
  }

  private static Ran into(Path out) {
    return Ran.of(
        "fine-tune", "--train", train, "--validation", validation, "--base", base, "--output", out);
  }
}
