package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final List<String> TEXTS =
      List.of("I am happy", "I miss you", "he lied", "a dark night", "what a day", "my dog");

  @TempDir static Path directory;
  private static Path model;
  private static List<String> tops = new ArrayList<>();

  @BeforeAll
  static void makeModel() throws IOException {
    model = TinyCheckpoint.model(directory, 1);
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().load(model).backend("onnx").build()) {
      tops = TEXTS.stream().map(text -> recognizer.recognize(text).top()).toList();
    }
  }

  private static Path lines(String name, String... lines) throws IOException {
    return Files.writeString(directory.resolve(name), String.join("\n", lines));
  }

  private static String line(int i, String labels) {
    return "{\"text\": \"" + TEXTS.get(i) + "\", " + labels + "}";
  }

  private static String label(String value) {
    return "\"label\": \"" + value + "\"";
  }

  /** A set that the model gets right, but for the first line. */
  private static Path set(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    String wrong = tops.get(0).equals("joy") ? "anger" : "joy";
    lines.add(line(0, label(wrong)));
    for (int i = 1; i < TEXTS.size(); i++) {
      lines.add(line(i, label(tops.get(i))));
    }
    return lines(name, lines.toArray(String[]::new));
  }

  @Test
  void printsTheReportAndWritesItUnrounded() throws IOException {
    Path json = directory.resolve("report.json");
    Ran ran = Ran.of("evaluate", "--model", model, "--input", set("a.jsonl"), "--json", json);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("precision", "recall", "f1-score", "support", "macro avg");
    assertThat(ran.err()).isEmpty();
    Json report = Json.read(json);
    assertThat(report.fields())
        .containsKeys("accuracy", "macro", "micro", "weighted", "labels", "n", "errors");
    assertThat(report.get("accuracy").number()).isEqualTo(5.0 / 6);
    assertThat(report.get("macro").fields())
        .containsOnlyKeys("precision", "recall", "f1", "support");
    assertThat(report.get("n").integer()).isEqualTo(6);
    assertThat(report.get("errors").integer()).isZero();
    assertThat(report.get("labels").fields()).containsKey("joy");
  }

  @Test
  void badLinesAreCountedAndNamedAndTheRestIsEvaluated() throws IOException {
    Path json = directory.resolve("errors.json");
    Path input =
        lines(
            "errors.jsonl",
            line(0, label(tops.get(0))),
            "no JSON",
            "{\"text\": \"no label\"}",
            "{\"text\": \" \", \"label\": \"joy\"}",
            line(1, label(tops.get(1))),
            line(2, label("")));
    Ran ran = Ran.of("evaluate", "--model", model, "--input", input, "--json", json);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("line 2: ")
        .contains("line 3: no field 'label' or 'labels'; found [text]")
        .contains("line 4: no signal can be used: {text=the text is blank")
        .contains("line 6: a label is blank; expected a name");
    assertThat(Json.read(json).get("errors").integer()).isEqualTo(4);
    assertThat(Json.read(json).get("n").integer()).isEqualTo(2);
    assertThat(Json.read(json).get("accuracy").number()).isOne();
  }

  @Test
  void wordsOfTheDataAreReadThroughAliasesAndTheMap() throws IOException {
    Path input = lines("words.jsonl", line(0, label("Happiness")), line(1, label("grief")));
    Path map = lines("map.json", "{\"grief\": \"sadness\"}");
    Ran ran = Ran.of("evaluate", "--model", model, "--input", input, "--map", map);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("labels read as: {Happiness=joy, grief=sadness}");
  }

  @Test
  void aLabelThatTheModelLacksIsNamedWithItsCount() throws IOException {
    Path input =
        lines(
            "unknown.jsonl",
            line(0, label("boredom")),
            line(1, label("boredom")),
            line(2, label(tops.get(2))));
    Ran refused = Ran.of("evaluate", "--model", model, "--input", input);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("{boredom=2}", "--map", "--skip-unknown");
    Ran skipped = Ran.of("evaluate", "--model", model, "--input", input, "--skip-unknown");
    assertThat(skipped.code()).isZero();
    assertThat(skipped.err()).contains("{boredom=2}");
    assertThat(skipped.out()).contains("accuracy");
  }

  @Test
  void restrictedToTheLabelsOfTheSetTheChoiceIsAmongThem() throws IOException {
    String only = tops.get(0).equals("joy") ? "anger" : "joy";
    Path input = lines("one.jsonl", line(0, label(only)));
    Path json = directory.resolve("one.json");
    Ran ran = Ran.of("evaluate", "--model", model, "--input", input, "--restrict", "--json", json);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(Json.read(json).get("accuracy").number()).isOne();
  }

  @Test
  void labelListsAreComparedAsSets() throws IOException {
    Path input =
        lines(
            "sets.jsonl",
            line(0, "\"labels\": [\"" + tops.get(0) + "\"]"),
            line(1, "\"labels\": [\"joy\", \"surprise\"]"));
    Ran ran = Ran.of("evaluate", "--model", model, "--input", input);
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("micro avg", "samples avg");
  }

  @Test
  void aMapToALabelThatTheModelLacksIsRefused() throws IOException {
    Path map = lines("wrong.json", "{\"grief\": \"boredom\"}");
    Ran ran = Ran.of("evaluate", "--model", model, "--input", set("b.jsonl"), "--map", map);
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("the map takes 'grief' to 'boredom', which the model lacks");
  }
}
