package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.backend.djl.DjlBackend;
import dev.emotion4j.backend.onnx.OnnxModels;
import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertConfig;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MiniLM as our network on PyTorch against ONNX Runtime on the file that its authors published. */
class MiniLmOnPyTorchTest {
  private static final int SENTENCES = 200;
  private static final int BATCH = 20;
  private static final String FILE = "/all-minilm-l6-v2.onnx";

  @TempDir Path folder;

  @Test
  void hiddenStatesOf200SentencesEqualTheOriginalFile() throws IOException {
    Path file = folder.resolve("original.onnx");
    try (InputStream original = MiniLmOnPyTorchTest.class.getResourceAsStream(FILE)) {
      Files.copy(Objects.requireNonNull(original, FILE), file);
    }
    Graph graph = Graph.record(new Bert(BertConfig.MINI_LM, TokenPooling.MEAN, true));
    double largest = 0;
    try (TextEncoder encoder = Encoders.miniLm();
        Executable ours =
            new DjlBackend().compile(graph, encoder.weights(), ExecutionOptions.DEFAULT);
        Executable original = OnnxModels.open(file, ExecutionOptions.DEFAULT)) {
      List<Prepared> rows = encoder.prepare(sentences());
      for (int i = 0; i < SENTENCES; i += BATCH) {
        Map<String, Tensor> batch = encoder.batch(rows.subList(i, i + BATCH));
        Map<String, Tensor> integers = new HashMap<>(batch);
        boolean[] mask = Objects.requireNonNull(batch.get(Bert.ATTENTION_MASK)).booleans();
        integers.put(Bert.ATTENTION_MASK, integers(mask, batch));
        Tensor expected = original.run(integers).values().iterator().next();
        Tensor found = Objects.requireNonNull(ours.run(batch).get(Bert.TOKENS));
        largest = Math.max(largest, difference(mask, expected, found));
      }
    }
    System.out.printf("largest difference of %d sentences: %.2e%n", SENTENCES, largest);
    assertThat(largest).isPositive().isLessThanOrEqualTo(2e-5);
  }

  // The original file takes its mask as integers.
  private static Tensor integers(boolean[] mask, Map<String, Tensor> batch) {
    long[] values = new long[mask.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask[i] ? 1 : 0;
    }
    return Tensor.of(values, Objects.requireNonNull(batch.get(Bert.INPUT_IDS)).shape());
  }

  private static double difference(boolean[] mask, Tensor expected, Tensor found) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] left = expected.floats();
    float[] right = found.floats();
    int hidden = found.dim(2);
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      if (mask[i / hidden]) {
        largest = Math.max(largest, Math.abs(left[i] - right[i]));
      }
    }
    return largest;
  }

  // From 3 to 60 words, in an order that pads every batch.
  private static List<Text> sentences() {
    String[] words =
        "I you we they am was never always so happy sad angry afraid about the news from my friend"
            .split(" ");
    Random random = new Random(20261124);
    List<Text> sentences = new ArrayList<>();
    for (int i = 0; i < SENTENCES; i++) {
      StringBuilder text = new StringBuilder();
      int length = 3 + (i % 5 == 0 ? random.nextInt(58) : random.nextInt(15));
      for (int w = 0; w < length; w++) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      sentences.add(Text.of(text.toString()));
    }
    return sentences;
  }
}
