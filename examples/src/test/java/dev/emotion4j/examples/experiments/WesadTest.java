package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.body.BodyFeatures;
import dev.emotion4j.body.BodyWindow;
import dev.emotion4j.body.BodyWindows;
import dev.emotion4j.body.SyntheticWearer;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.WearerBaseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a table of made-up wearers to a model on disk that takes recordings. */
class WesadTest {
  private static final List<Map.Entry<String, SyntheticWearer>> CONDITIONS =
      List.of(
          Map.entry("baseline", SyntheticWearer.CALM),
          Map.entry("stress", SyntheticWearer.STRESSED),
          Map.entry("amusement", new SyntheticWearer(72, 5, 15, 0.2, 3)),
          Map.entry("meditation", new SyntheticWearer(55, 1, 8, 0.004, 4)));

  @TempDir Path folder;

  private static WearerBaseline rest(int wearer) {
    return BodyFeatures.baseline(
        BodyWindows.DEFAULT.of(SyntheticWearer.CALM.seed(100 + wearer).recording(480)));
  }

  private Path table() throws IOException {
    List<String> columns = BodyFeatures.SHARED_WITH_WESAD;
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", columns) + ",subject_id,condition,split");
    for (int wearer = 0; wearer < 3; wearer++) {
      Optional<WearerBaseline> rest = Optional.of(rest(wearer));
      for (Map.Entry<String, SyntheticWearer> condition : CONDITIONS) {
        SyntheticWearer body = condition.getValue().seed(10 + wearer);
        for (BodyWindow window : BodyWindows.DEFAULT.of(body.recording(240))) {
          StringBuilder line = new StringBuilder();
          for (String column : columns) {
            OptionalDouble value = BodyFeatures.column(column, window.features(), rest);
            line.append(value.isPresent() ? Double.toString(value.getAsDouble()) : "").append(',');
          }
          lines.add(line + "S" + wearer + "," + condition.getKey() + ",train");
        }
      }
    }
    return Files.write(folder.resolve("table.csv"), lines);
  }

  @Test
  void aModelOfTheTableTakesRecordings() throws IOException {
    List<WesadTable.Window> windows = WesadTable.read(table());
    assertThat(windows).hasSize(48);
    Wesad experiment = Wesad.of(windows, 3, true);
    double[][] heldOut = experiment.measure(1);
    assertThat(heldOut).hasNumberOfRows(36);
    int[] truth = experiment.truth();
    assertThat(Metrics.balancedAccuracy(3, truth, Metrics.top(heldOut))).isGreaterThan(0.8);
    Path model = folder.resolve("model");
    experiment.save(heldOut, model);
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().load(model).backend("onnx").build()) {
      BodySignal stressed = BodySignal.of(SyntheticWearer.STRESSED.seed(77).recording(180));
      Recognition found = recognizer.recognize(Sample.of(stressed.baseline(rest(9))));
      assertThat(found.top()).isEqualTo("stress");
      assertThat(found.distribution()).containsOnlyKeys("neutral", "stress", "joy");
    }
  }

  @Test
  void aTableThatIsNoneIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> WesadTable.read(file)).hasMessageEndingWith("no column 'subject_id'");
  }
}
