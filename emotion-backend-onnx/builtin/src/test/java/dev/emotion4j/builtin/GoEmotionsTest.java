package dev.emotion4j.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.LabelledEvaluation;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The accuracy that the model card states, on the data set that is not in the repository. */
class GoEmotionsTest {
  private static final Path DATA =
      Path.of(System.getProperty("emotion.shared", "../../../shared"), "data/text/goemotions");

  @Test
  void macroF1OnTheTestSetIsWhatTheCardSays() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "GoEmotions is not at " + DATA + "; it is never committed");
    Map<String, String> map = new LinkedHashMap<>();
    Json.read(Path.of("training/goemotions-ekman.json"))
        .fields()
        .forEach((from, to) -> map.put(from, to.text()));
    List<Sample> samples = new ArrayList<>();
    List<Set<String>> labels = new ArrayList<>();
    for (String line : Files.readAllLines(DATA.resolve("test.jsonl"))) {
      Json json = Json.parse("test.jsonl", line);
      samples.add(Sample.of(Text.of(json.get("text").text())));
      labels.add(new LinkedHashSet<>(json.get("labels").texts()));
    }
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      LabelledEvaluation evaluation =
          new LabelledEvaluation(recognizer.labels(), map, false, false);
      List<Recognition> results = recognizer.recognizeAll(samples);
      for (int i = 0; i < results.size(); i++) {
        evaluation.add(
            labels.get(i),
            true,
            results.get(i).distribution(),
            recognizer.thresholds(results.get(i).used()));
      }
      ClassificationReport report = evaluation.report();
      assertThat(report.macro().f1()).isGreaterThanOrEqualTo(0.60);
    }
  }
}
