package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.examples.TinyCheckpoint;
import dev.emotion4j.model.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognizeCommandTest {
  @TempDir static Path directory;
  private static Path model;

  @BeforeAll
  static void makeModel() {
    model = TinyCheckpoint.model(directory, 1);
  }

  @Test
  void printsATableAndNothingElseToStandardOutput() {
    Ran ran = Ran.of("recognize", "--model", model, "--text", "I am so happy today");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines().count()).isEqualTo(9);
    assertThat(ran.out())
        .contains("joy", "neutral", " %")
        .contains("expressed: ", "(model tiny, backend onnx, device cpu)");
  }

  @Test
  void printsOneJsonObjectOnRequest() {
    Ran ran = Ran.of("recognize", "--model", model, "--text", "I am so happy", "--json");
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines().count()).isOne();
    Json json = Json.parse("out", ran.out());
    assertThat(json.get("distribution").fields())
        .containsOnlyKeys("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral");
    double sum =
        json.get("distribution").fields().values().stream().mapToDouble(Json::number).sum();
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(json.get("expressed").texts()).containsExactly(json.get("top").text());
    assertThat(json.get("model").text()).isEqualTo("tiny");
  }

  @Test
  void runsOnTheOtherBackendWithTheSameResult() {
    Ran onnx = Ran.of("recognize", "--model", model, "--text", "a bad dog", "--json");
    Ran djl =
        Ran.of("recognize", "--model", model, "--text", "a bad dog", "--json", "--backend", "djl");
    assertThat(djl.code()).as(djl.err()).isZero();
    Json one = Json.parse("onnx", onnx.out());
    Json other = Json.parse("djl", djl.out());
    assertThat(other.get("backend").text()).isEqualTo("djl");
    assertThat(other.get("confidence").number())
        .isCloseTo(one.get("confidence").number(), within(1e-5));
  }

  @Test
  void saysWhenATextWasCut() {
    Ran ran = Ran.of("recognize", "--model", model, "--text", "word ".repeat(300));
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("note: truncated to 128 tokens");
  }
}
