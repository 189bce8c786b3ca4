package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.signal.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmoDbTest {
  @TempDir Path folder;

  private void write(String name, double pitch) throws IOException {
    int count = 12_000;
    ByteBuffer file = ByteBuffer.allocate(44 + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * count);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1);
    file.putShort((short) 1).putInt(16_000).putInt(32_000).putShort((short) 2).putShort((short) 16);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * count);
    for (int i = 0; i < count; i++) {
      double t = i / 16_000.0;
      double sound = Math.sin(2 * Math.PI * pitch * t) + 0.5 * Math.sin(4 * Math.PI * pitch * t);
      file.putShort((short) (9000 * Math.max(0, Math.sin(2 * Math.PI * 3 * t)) * sound));
    }
    Files.write(folder.resolve(name), file.array());
  }

  private List<EmoDbData.Utterance> data() throws IOException {
    StringBuilder manifest = new StringBuilder("file,speaker,unified\n");
    for (int speaker = 0; speaker < 3; speaker++) {
      for (int i = 0; i < 4; i++) {
        String name = speaker + "-" + i + ".wav";
        boolean high = i % 2 == 0;
        write(name, (high ? 300 : 120) + 7 * speaker + i);
        manifest.append("%s,s%d,%s%n".formatted(name, speaker, high ? "happiness" : "sadness"));
      }
    }
    Files.writeString(folder.resolve("manifest.csv"), manifest);
    return EmoDbData.read(folder);
  }

  @Test
  void heldOutSpeakersAreRecognisedAndTheModelIsSaved() throws IOException {
    List<EmoDbData.Utterance> all = EmoDb.task(data(), 7);
    assertThat(EmoDb.labels(all).names()).containsExactly("joy", "sadness");
    Set<Hearing> ways = Hearing.parse("whole,rate_8k");
    VoiceTraining training =
        new VoiceTraining(EmoDb.labels(all), EmoDb.epochs(EmoDb.labels(all), ways));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Map<Hearing, double[][]> logits =
        EmoDb.run(
            all,
            training,
            ways,
            new int[] {1},
            new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(logits).containsOnlyKeys(Hearing.values());
    assertThat(logits.get(Hearing.RATE_8K)).hasDimensions(12, 2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("2 classes, 12 clips, whole, 1 seeds: unweighted recall 1.0000, deviation 0.0000")
        .contains(
            "2 classes, 12 clips, rate_8k, 1 seeds: unweighted recall 1.0000, deviation 0.0000");
    Path model = folder.resolve("model");
    EmoDb.save(all, training, ways, logits, 1, model);
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(ModelDirectory.load(model)).backend("onnx").build()) {
      assertThat(recognizer.recognize(Sample.of(all.get(0).clip())).top()).isEqualTo("joy");
    }
  }

  @Test
  void aLinearModelOverFunctionalsRecognisesHeldOutSpeakers() throws IOException {
    List<EmoDbData.Utterance> all = EmoDb.task(data(), 7);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ClassificationReport report =
        new EmoDbLinear(all).run(new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(report.n()).isEqualTo(12);
    assertThat(report.macro().recall()).isEqualTo(1);
    // Every ridge knows all of the speakers that are left out, and the first of equals is taken.
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("  s0: a ridge of 0.04", "  s1: a ridge of 0.04", "  s2: a ridge of 0.04");
  }

  @Test
  void clipsAreCutForSevenClassesAndChosenForFour() throws IOException {
    EmoDbData.Utterance one = data().get(0);
    assertThat(one.firstSeconds(0.25).samples()).hasSize(4000);
    assertThat(
            EmoDb.task(List.of(one, new EmoDbData.Utterance("s", "fear", new float[9], 16_000)), 4))
        .containsExactly(one);
  }
}
