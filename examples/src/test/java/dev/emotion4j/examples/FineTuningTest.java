package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.Recognition;
import dev.emotion4j.Tuned;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fine-tuning from a checkpoint to a saved model that the other backend serves. */
class FineTuningTest {
  private static final double TOLERANCE = 2e-4;

  private static final List<Example> TRAIN = TinyCheckpoint.examples("train.jsonl");
  private static final List<Example> VALIDATION = TinyCheckpoint.examples("validation.jsonl");
  private static final List<Sample> SAMPLES = TinyCheckpoint.samples("test.jsonl");

  @TempDir static Path directory;
  private static Path checkpoint;

  @BeforeAll
  static void makeCheckpoint() {
    checkpoint = TinyCheckpoint.write(directory.resolve("checkpoint"), 1);
  }

  private static EmotionRecognizer start() {
    return EmotionRecognizer.builder()
        .text(Encoders.bert(checkpoint))
        .labels(TinyCheckpoint.LABELS)
        .backend("onnx")
        .build();
  }

  private static FineTuning tuning(EmotionRecognizer start, String method) {
    FineTuning tuning = start.fineTune().name(method);
    switch (method) {
      case "lora" -> tuning.adapter(Adapters.lora(4, 8).on(Targets.ALL_LINEAR));
      case "full" -> tuning.full();
      default -> tuning.headOnly();
    }
    return tuning.learningRate(5e-3).epochs(10).batchSize(8).seed(7);
  }

  private static List<Map<String, Double>> logits(EmotionRecognizer recognizer) {
    return recognizer.recognizeAll(SAMPLES).stream().map(Recognition::logits).toList();
  }

  private static void assertClose(
      List<Map<String, Double>> found, List<Map<String, Double>> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      Map<String, Double> row = found.get(i);
      assertThat(row).containsOnlyKeys(expected.get(i).keySet());
      expected
          .get(i)
          .forEach((label, v) -> assertThat(row.get(label)).isCloseTo(v, within(TOLERANCE)));
    }
  }

  @ParameterizedTest
  @CsvSource({"lora, 1e-2", "full, 3e-3", "head, 3e-2"})
  void learnsIsSavedAndServedByEitherBackendWithTheSameLogits(String method, double rate)
      throws IOException {
    Path saved = directory.resolve(method);
    try (EmotionRecognizer start = start()) {
      Tuned tuned =
          tuning(start, method)
              .learningRate(rate)
              .epochs(30)
              .earlyStopping(EarlyStopping.on(Metric.ACCURACY).patience(30))
              .fit(TRAIN, TRAIN);
      List<EpochReport> epochs = tuned.epochs();
      assertThat(epochs.get(epochs.size() - 1).trainingLoss())
          .isLessThan(epochs.get(0).trainingLoss());
      assertThat(tuned.before().accuracy()).isEqualTo(0.25);
      assertThat(tuned.after().accuracy()).as("what it learned by heart").isGreaterThan(0.5);
      assertThat(tuned.report())
          .contains("before (majority class '", "epoch 1: ", "after, validation set:", "macro avg");
      tuned.save(saved);
      try (EmotionRecognizer memory = tuned.recognizer();
          EmotionRecognizer onnx = EmotionRecognizer.builder().load(saved).backend("onnx").build();
          EmotionRecognizer djl = EmotionRecognizer.builder().load(saved).backend("djl").build()) {
        List<Map<String, Double>> expected = logits(memory);
        assertThat(expected.get(0)).isNotEqualTo(expected.get(1));
        assertThat(logits(onnx)).isEqualTo(expected);
        assertClose(logits(djl), expected);
        assertThat(djl.provenance().backend()).isEqualTo("djl");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"lora, 4", "full, 100", "head, 1"})
  void reportsHowManyParametersWereTrainedAndLeavesTheBaseAsItWas(String method, double atMost) {
    try (EmotionRecognizer start = start()) {
      List<Map<String, Double>> before = logits(start);
      Map<String, Tensor> values = copies(start);
      Tuned tuned = tuning(start, method).epochs(2).fit(TRAIN, VALIDATION);
      assertThat(logits(start)).isEqualTo(before);
      assertThat(copies(start)).isEqualTo(values);
      assertThat(100.0 * tuned.trainable() / tuned.total())
          .isGreaterThan(0)
          .isLessThanOrEqualTo(method.equals("lora") ? 30 : atMost);
      boolean encoderInTuned =
          tuned.model().trained().paths().stream()
              .anyMatch(path -> path.equals("text.encoder.layer.0.output.dense.weight"));
      assertThat(encoderInTuned).isEqualTo(method.equals("full"));
    }
  }

  private static Map<String, Tensor> copies(EmotionRecognizer recognizer) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    recognizer
        .model()
        .encoders()
        .get(0)
        .weights()
        .tensors()
        .forEach(
            (path, tensor) -> copies.put(path, Tensor.of(tensor.floats().clone(), tensor.shape())));
    return copies;
  }

  @Test
  void endsEarlyAndRestoresTheBestWeights() {
    try (EmotionRecognizer start = start()) {
      Tuned tuned =
          tuning(start, "full")
              .learningRate(2e-2)
              .dropout(0)
              .epochs(40)
              .earlyStopping(EarlyStopping.on(Metric.LOG_LOSS).patience(3))
              .fit(TRAIN, VALIDATION);
      List<EpochReport> epochs = tuned.epochs();
      assertThat(epochs).hasSizeLessThan(40);
      EpochReport best = epochs.get(epochs.size() - 4);
      assertThat(best.best()).isTrue();
      double lowest = best.validation().get(Metric.LOG_LOSS);
      double last = epochs.get(epochs.size() - 1).validation().get(Metric.LOG_LOSS);
      assertThat(last).as("the last epoch is worse").isGreaterThan(lowest + 1e-3);
      try (EmotionRecognizer recognizer = tuned.recognizer()) {
        assertThat(logLoss(recognizer)).isCloseTo(lowest, within(1e-4));
      }
    }
  }

  private static double logLoss(EmotionRecognizer recognizer) {
    double sum = 0;
    for (Example example : VALIDATION) {
      Map<String, Double> logits = recognizer.recognize(example.sample()).logits();
      double largest = logits.values().stream().mapToDouble(v -> v).max().orElseThrow();
      double all = logits.values().stream().mapToDouble(v -> Math.exp(v - largest)).sum();
      sum += Math.log(all) + largest - logits.get(example.labels().iterator().next());
    }
    return sum / VALIDATION.size();
  }

  @Test
  void oneSeedGivesEqualResultsTwiceAndAnotherSeedOthers() {
    try (EmotionRecognizer start = start()) {
      List<Map<String, Tensor>> weights = new ArrayList<>();
      for (long seed : new long[] {5, 5, 6}) {
        Tuned tuned = tuning(start, "lora").epochs(3).seed(seed).fit(TRAIN, VALIDATION);
        weights.add(tuned.model().trained().tensors());
      }
      assertThat(weights.get(1)).isEqualTo(weights.get(0));
      assertThat(weights.get(2)).isNotEqualTo(weights.get(0));
    }
  }

  @Test
  void aListenerHearsOfEveryStepAndEpoch() {
    List<Integer> steps = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void onStep(int step, int total, double loss) {
            assertThat(total).isEqualTo(6);
            assertThat(loss).isPositive();
            steps.add(step);
          }

          @Override
          public void onEpoch(EpochReport report) {
            epochs.add(report.epoch());
          }
        };
    try (EmotionRecognizer start = start()) {
      tuning(start, "head").epochs(2).listener(listener).fit(TRAIN, VALIDATION);
    }
    assertThat(steps).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(epochs).containsExactly(1, 2);
  }

  @Test
  void labelSetsAreLearnedWithThresholdsOfTheirOwn() throws IOException {
    List<Example> train = new ArrayList<>(TRAIN);
    train.add(Example.of("I am happy and afraid", "joy", "fear"));
    Path saved = directory.resolve("sets");
    try (EmotionRecognizer start = start()) {
      Tuned tuned = tuning(start, "lora").epochs(3).fit(train, VALIDATION);
      assertThat(tuned.after().isMultiLabel()).isTrue();
      tuned.save(saved);
    }
    try (EmotionRecognizer loaded =
        EmotionRecognizer.builder().load(saved).backend("onnx").build()) {
      assertThat(loaded.thresholds(java.util.Set.of(Modality.TEXT)))
          .hasValueSatisfying(t -> assertThat(t.size()).isEqualTo(4));
    }
  }

  @Test
  void theExportedFileComputesTheSameLogitsInABareRuntime() throws IOException, OrtException {
    Path file = directory.resolve("tuned.onnx");
    try (EmotionRecognizer start = start()) {
      Tuned tuned = tuning(start, "lora").epochs(3).fit(TRAIN, VALIDATION);
      try (EmotionRecognizer recognizer = tuned.recognizer()) {
        recognizer.exportOnnx(file);
        assertClose(bare(file, recognizer), logits(recognizer));
      }
    }
  }

  private static List<Map<String, Double>> bare(Path file, EmotionRecognizer recognizer)
      throws OrtException {
    ModalityEncoder encoder = recognizer.model().encoders().get(0);
    List<Text> texts =
        SAMPLES.stream().map(s -> (Text) s.signal(encoder.modality()).orElseThrow()).toList();
    Map<String, Tensor> batch = encoder.batch(encoder.prepare(texts));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try (OrtSession session = environment.createSession(file.toString())) {
      for (Map.Entry<String, Tensor> input : batch.entrySet()) {
        inputs.put(input.getKey(), onnx(environment, input.getValue()));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        float[][] values = (float[][]) result.get("logits").orElseThrow().getValue();
        List<Map<String, Double>> rows = new ArrayList<>();
        for (float[] row : values) {
          Map<String, Double> logits = new LinkedHashMap<>();
          for (int i = 0; i < row.length; i++) {
            logits.put(recognizer.labels().name(i), (double) row[i]);
          }
          rows.add(logits);
        }
        return rows;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor onnx(OrtEnvironment environment, Tensor tensor) throws OrtException {
    int rows = tensor.dim(0);
    int columns = tensor.dim(1);
    long[][] numbers = new long[rows][columns];
    boolean[][] truths = new boolean[rows][columns];
    boolean isNumber = tensor.type() == dev.emotion4j.math.Type.I64;
    for (int i = 0; i < rows * columns; i++) {
      if (isNumber) {
        numbers[i / columns][i % columns] = tensor.buffer().getLong(i * Long.BYTES);
      } else {
        truths[i / columns][i % columns] = tensor.buffer().get(i) != 0;
      }
    }
    return OnnxTensor.createTensor(environment, isNumber ? numbers : truths);
  }
}
