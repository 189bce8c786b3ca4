package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
  @TempDir static Path directory;
  private static Path model;

  @BeforeAll
  static void makeModel() {
    model = TinyCheckpoint.model(directory, 1);
  }

  private static Ran score(Path input, Path output) {
    return Ran.of("score", "--model", model, "--input", input, "--output", output);
  }

  private static List<Json> scored(String name, String lines, int code) throws IOException {
    Path input = Files.writeString(directory.resolve(name + ".jsonl"), lines);
    Path output = directory.resolve(name + ".out.jsonl");
    Ran ran = score(input, output);
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(ran.out()).isEmpty();
    return Files.readAllLines(output).stream().map(line -> Json.parse("out", line)).toList();
  }

  @Test
  void anEmptyFileIsSaidToBeEmpty() throws IOException {
    Path input = Files.createFile(directory.resolve("nothing.jsonl"));
    Ran ran = score(input, directory.resolve("nothing.out.jsonl"));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("0 lines: '" + input + "' is empty");
    assertThat(directory.resolve("nothing.out.jsonl")).isEmptyFile();
  }

  @Test
  void aFolderIsNoOutput() throws IOException {
    Path input = Files.writeString(directory.resolve("one.jsonl"), "{\"text\": \"fine\"}\n");
    Ran ran = score(input, directory);
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("is a folder; expected a file to write");
  }

  @Test
  void keepsTheOrderAndTheOtherFields() throws IOException {
    List<Json> rows =
        scored(
            "order",
            """
            {"id": "b", "text": "I am happy", "labels": ["joy"], "split": "test", "n": 1.5}
            {"id": "a", "text": "I am sad and lonely and this sentence is longer", "x": {"y": [1]}}

            {"id": 3, "text": "no", "flag": null}
            """,
            0);
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).get("id").text()).isEqualTo("b");
    assertThat(rows.get(0).get("labels").texts()).containsExactly("joy");
    assertThat(rows.get(0).get("n").number()).isEqualTo(1.5);
    assertThat(rows.get(0).get("distribution").fields()).hasSize(7);
    assertThat(rows.get(1).get("x").get("y").items()).hasSize(1);
    assertThat(rows.get(2).get("id").integer()).isEqualTo(3);
    assertThat(rows.get(2).fields()).containsKey("flag");
  }

  @Test
  void aFieldWithTheNameOfAResultIsKeptUnderAnotherName() throws IOException {
    Json row = scored("name", "{\"text\": \"hello\", \"top\": 5, \"model\": \"T\"}\n", 0).get(0);
    assertThat(row.get("input.top").integer()).isEqualTo(5);
    assertThat(row.get("input.model").text()).isEqualTo("T");
    assertThat(row.get("model").text()).isEqualTo("tiny");
    assertThat(row.get("top").isText()).isTrue();
  }

  @Test
  void everyKindOfBadLineGetsItsOwnErrorAndStopsNothing() throws IOException {
    List<Json> rows =
        scored(
            "bad",
            String.join(
                "\n",
                "{\"id\": 1, \"text\": \"fine\"}",
                "this is no JSON",
                "[1, 2]",
                "{\"id\": 4, \"words\": \"hello\"}",
                "{\"id\": 5, \"text\": \"\"}",
                "{\"id\": 6, \"text\": \" \\t \"}",
                "{\"id\": 7, \"text\": 12}",
                "{\"id\": 8, \"text\": \"a\", \"text\": \"b\"}",
                "{\"id\": 9, \"text\": \"half \\ud83d pair\"}",
                "{\"id\": 10, \"text\": \"cut off",
                "{\"id\": 11, \"text\": \"much\", \"n\": 1e999}",
                "{\"id\": 12, \"text\": \"fine again\"}"),
            1);
    assertThat(rows).hasSize(12);
    assertThat(rows.get(0).find("error")).isEmpty();
    assertThat(rows.get(11).find("error")).isEmpty();
    assertThat(rows.get(11).get("top").isText()).isTrue();
    assertError(rows, 2, "not valid JSON");
    assertError(rows, 3, "no object; expected {\"id\": ..., \"text\": ...}");
    assertError(rows, 4, "no field of [text, image, audio, video, signals]; found [id, words]");
    assertError(rows, 5, "the text is empty; expected at least one visible character");
    assertError(rows, 6, "the text is blank (3 white-space or invisible characters)");
    assertError(rows, 7, "found a whole number, expected a string");
    assertError(rows, 8, "a key stands twice in one object");
    assertError(rows, 9, "half of a surrogate pair");
    assertError(rows, 10, "not valid JSON");
    assertError(rows, 11, "the number is too large");
    assertThat(rows.get(3).get("id").integer()).isEqualTo(4);
    assertThat(rows.get(3).get("words").text()).isEqualTo("hello");
  }

  private static void assertError(List<Json> rows, int line, String message) {
    Json row = rows.get(line - 1);
    assertThat(row.get("line").integer()).isEqualTo(line);
    assertThat(row.get("error").text()).contains(message).doesNotContain("this is no JSON");
    assertThat(row.find("top")).isEmpty();
  }

  @Test
  void bytesThatAreNoTextCostTheirLineOnly() throws IOException {
    Path input = directory.resolve("bytes.jsonl");
    byte[] bytes = "{\"text\": \"a?\"}\n{\"text\": \"b\"}\n".getBytes(StandardCharsets.UTF_8);
    bytes[11] = (byte) 0xFF;
    Files.write(input, bytes);
    Path output = directory.resolve("bytes.out");
    assertThat(score(input, output).code()).isEqualTo(1);
    List<String> rows = Files.readAllLines(output);
    assertThat(rows.get(0)).contains("the bytes are not UTF-8");
    assertThat(rows.get(1)).contains("distribution");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreUnderstood() throws IOException {
    String lines = "\uFEFF{\"text\": \"one\"}\r\n{\"text\": \"two\"}\r\n";
    assertThat(scored("mark", lines, 0)).hasSize(2);
  }

  @Test
  void aTextOfAMegabyteIsCutAndSaysSo() throws IOException {
    String text = "happy ".repeat(1 << 18);
    Json row = scored("long", "{\"text\": \"" + text + "\"}\n", 0).get(0);
    assertThat(row.get("notes").texts()).anyMatch(note -> note.startsWith("cut from 1572864"));
    assertThat(row.get("text").text()).hasSize(text.length());
  }

  @Test
  void moreLinesThanAChunkKeepTheirOrder() throws IOException {
    StringBuilder lines = new StringBuilder();
    int count = 2 * ScoreCommand.CHUNK + 3;
    for (int i = 0; i < count; i++) {
      lines.append(i % 100 == 7 ? "broken\n" : "{\"id\": " + i + ", \"text\": \"day\"}\n");
    }
    List<Json> rows = scored("many", lines.toString(), 1);
    assertThat(rows).hasSize(count);
    for (int i = 0; i < count; i++) {
      if (i % 100 == 7) {
        assertThat(rows.get(i).get("line").integer()).isEqualTo(i + 1);
      } else {
        assertThat(rows.get(i).get("id").integer()).isEqualTo(i);
      }
    }
  }

  @Test
  void anEmptyFileGivesAnEmptyFile() throws IOException {
    assertThat(scored("empty", "", 0)).isEmpty();
  }

  @Test
  void theInputIsNeverOverwritten() throws IOException {
    Path file = Files.writeString(directory.resolve("same.jsonl"), "{\"text\": \"hello\"}\n");
    Ran ran = score(file, file);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--output is --input");
    assertThat(file).hasContent("{\"text\": \"hello\"}");
  }
}
