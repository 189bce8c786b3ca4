package dev.emotion4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.examples.media.BundledSample;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program with pictures and sound, on the built-in model. */
class MultimodalCommandTest {
  @TempDir static Path directory;

  @BeforeAll
  static void writeMedia() throws IOException {
    Files.write(directory.resolve("face.png"), BundledSample.face());
    Files.write(directory.resolve("voice.wav"), BundledSample.voice());
    Files.writeString(directory.resolve("broken.wav"), "this is no sound");
  }

  @Test
  void everyCombinationIsScoredByOneModelAndABadPartCostsItselfOnly() throws IOException {
    Path input =
        Files.writeString(
            directory.resolve("in.jsonl"),
            """
            {"id": 1, "text": "We won, wonderful!", "image": "face.png", "audio": "voice.wav"}
            {"id": 2, "image": "face.png"}
            {"id": 3, "audio": "voice.wav", "text": "We won, wonderful!"}
            {"id": 4, "text": "We won, wonderful!", "audio": "broken.wav", "image": "nowhere.png"}
            {"id": 5, "audio": "broken.wav"}
            {"id": 6, "text": "", "image": "face.png"}
            {"id": 7, "image": "face.png", "video": "clip.mp4"}
            {"id": 8, "text": "We won, wonderful!"}
            {"id": 9, "text": "We won, wonderful!", "image": 5, "error": "of before"}
            """);
    Path output = directory.resolve("out.jsonl");
    Ran ran = Ran.of("score", "--input", input, "--output", output);
    assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    List<Json> rows =
        Files.readAllLines(output).stream().map(line -> Json.parse("out", line)).toList();
    assertThat(rows).hasSize(9);
    assertThat(rows.get(0).get("used").texts()).containsExactlyInAnyOrder("text", "face", "voice");
    assertThat(rows.get(0).get("alone").fields()).containsOnlyKeys("text", "face", "voice");
    assertThat(rows.get(0).get("shares").fields()).containsOnlyKeys("text", "face", "voice");
    assertThat(rows.get(1).get("used").texts()).containsExactly("face");
    assertThat(rows.get(1).get("missing").texts()).containsExactlyInAnyOrder("text", "voice");
    assertThat(rows.get(2).get("used").texts()).containsExactlyInAnyOrder("text", "voice");
    assertThat(rows.get(3).get("used").texts()).containsExactly("text");
    assertThat(rows.get(3).get("failed").fields()).containsOnlyKeys("voice", "face");
    assertThat(rows.get(4).get("error").text()).contains("no signal can be used");
    assertThat(rows.get(5).get("used").texts()).containsExactly("face");
    assertThat(rows.get(5).get("failed").get("text").text()).contains("the text is empty");
    assertThat(rows.get(6).get("error").text()).contains("both 'image' and 'video'");
    assertThat(rows.get(8).get("failed").get("face").text()).contains("found");
    assertThat(rows.get(8).get("missing").texts()).containsExactly("voice");
    assertThat(rows.get(8).find("error")).as("the line has not failed").isEmpty();
    assertThat(rows.get(8).get("input.error").text()).isEqualTo("of before");
    // What is missing, or cannot be used, has exactly no influence.
    assertThat(rows.get(3).get("distribution").tree())
        .isEqualTo(rows.get(7).get("distribution").tree());
  }

  @Test
  void oneSampleIsPrintedWithWhatEachModalitySaysAlone() {
    Ran ran =
        Ran.of(
            "recognize",
            "--text",
            "We won, wonderful!",
            "--image",
            directory.resolve("face.png"),
            "--audio",
            directory.resolve("voice.wav"));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("text alone: joy", "face alone: ", "voice alone: ", "share ");
  }

  @Test
  void biometricSignalsAtWorkNeedAReason() {
    Object picture = directory.resolve("face.png");
    Ran refused = Ran.of("recognize", "--image", picture, "--use", "WORKPLACE");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err())
        .contains("article 5(1)(f)", "--medical or --safety", "--only text")
        .doesNotContain("UseContext.");
    Ran aimless = Ran.of("recognize", "--image", picture, "--safety", "crane drivers");
    assertThat(aimless.code()).isEqualTo(2);
    assertThat(aimless.err()).contains("no --use that it is for");
    Ran stated =
        Ran.of("recognize", "--image", picture, "--use", "WORKPLACE", "--safety", "crane drivers");
    assertThat(stated.code()).as(stated.err()).isZero();
    Ran text =
        Ran.of("recognize", "--text", "fine", "--use", "WORKPLACE", "--only", "text", "--json");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(Json.parse("out", text.out()).get("missing").texts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "lora", "full"})
  void aFusionOverStepsOfVoicesIsSavedAndOpened(String adapter) throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("steps.jsonl"),
            """
            {"text": "what a day", "audio": "voice.wav", "label": "yes"}
            {"audio": "voice.wav", "label": "no"}
            """);
    Path model = directory.resolve("steps-" + adapter);
    Ran tuned =
        Ran.of(
            "fine-tune",
            "--epochs",
            1,
            "--adapter",
            adapter,
            "--fusion",
            "cross-attention",
            "--train",
            data,
            "--validation",
            data,
            "--output",
            model);
    assertThat(tuned.code()).as(tuned.err()).isZero();
    Ran one = Ran.of("recognize", "--model", model, "--audio", directory.resolve("voice.wav"));
    assertThat(one.code()).as(one.err()).isZero();
  }

  @Test
  void picturesAndSoundAreEvaluatedAndFineTuned() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines.append("{\"image\": \"face.png\", \"text\": \"day " + i + "\", \"label\": \"yes\"}\n");
      lines.append("{\"audio\": \"voice.wav\", \"label\": \"no\"}\n");
    }
    lines.append("{\"text\": \"day 1\", \"audio\": \"broken.wav\", \"label\": \"yes\"}\n");
    Path data = Files.writeString(directory.resolve("labelled.jsonl"), lines);
    Path model = directory.resolve("tuned");
    Ran tuned =
        Ran.of(
            "fine-tune",
            "--train",
            data,
            "--validation",
            data,
            "--output",
            model,
            "--adapter",
            "head",
            "--epochs",
            "12",
            "--batch",
            "4",
            "--learning-rate",
            "0.02");
    assertThat(tuned.code()).as(tuned.err()).isZero();
    assertThat(tuned.err())
        .contains(
            "voice cannot be used in 1 of the 7 examples that have it; the first is number 13");
    Ran measured = Ran.of("evaluate", "--model", model, "--input", data);
    assertThat(measured.code()).as(measured.err()).isZero();
    assertThat(measured.out()).contains("yes", "no", "accuracy");
    assertThat(measured.err())
        .contains(
            "voice could not be used in 1 lines, whose other parts counted; the first is line 13");
    Ran one =
        Ran.of("recognize", "--model", model, "--audio", directory.resolve("voice.wav"), "--json");
    assertThat(one.code()).as(one.err()).isZero();
    Json json = Json.parse("out", one.out());
    assertThat(json.get("top").text()).isEqualTo("no");
    assertThat(Set.copyOf(json.get("missing").texts())).isEqualTo(Set.of("text", "face"));
  }
}
