package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertConfig;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.MiniLm;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Tokenizer;
import dev.emotion4j.tokenizers.HuggingFaceTokenizerProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MiniLM as our network against the file that its authors' weights were published in. */
class MiniLmTest {
  private static final int SENTENCES = 200;
  private static final int BATCH = 20;
  private static final int HIDDEN = 384;
  private static final String FILE = "/all-minilm-l6-v2.onnx";

  @TempDir Path folder;

  @Test
  void hiddenStatesOf200SentencesEqualTheOriginalFile() throws IOException, OrtException {
    Path file = folder.resolve("original.onnx");
    try (InputStream original = MiniLmTest.class.getResourceAsStream(FILE)) {
      Files.copy(Objects.requireNonNull(original, FILE), file);
    }
    Bert network = new Bert(BertConfig.MINI_LM, TokenPooling.MEAN, true);
    Weights weights = Weights.of(MiniLm.checkpoint().tensors());
    double largest = 0;
    OrtEnvironment environment = NativeLibrary.environment();
    try (Executable ours =
            new OnnxBackend().compile(Graph.record(network), weights, ExecutionOptions.DEFAULT);
        OrtSession original = environment.createSession(file.toString())) {
      for (Map<String, Tensor> batch : batches()) {
        Tensor found = Objects.requireNonNull(ours.run(batch).get(Bert.TOKENS));
        largest = Math.max(largest, difference(batch, found, original, environment));
      }
    }
    System.out.printf("largest difference of %d sentences: %.2e%n", SENTENCES, largest);
    assertThat(largest).isLessThanOrEqualTo(2e-5);
  }

  private static double difference(
      Map<String, Tensor> batch, Tensor found, OrtSession session, OrtEnvironment environment)
      throws OrtException {
    boolean[] mask = Objects.requireNonNull(batch.get(Bert.ATTENTION_MASK)).booleans();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : batch.entrySet()) {
        inputs.put(input.getKey(), Session.tensor(environment, integers(input.getValue())));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        FloatBuffer expected = ((OnnxTensor) result.get(0)).getFloatBuffer();
        assertThat(expected.remaining()).isEqualTo(found.size());
        double largest = 0;
        for (int i = 0; i < found.size(); i++) {
          if (mask[i / HIDDEN]) {
            largest = Math.max(largest, Math.abs(expected.get(i) - found.getFloat(i)));
          }
        }
        return largest;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  // The original file takes its mask as integers.
  private static Tensor integers(Tensor tensor) {
    return switch (tensor.type()) {
      case I64, F32 -> tensor;
      case BOOL -> {
        boolean[] from = tensor.booleans();
        long[] to = new long[from.length];
        for (int i = 0; i < to.length; i++) {
          to[i] = from[i] ? 1 : 0;
        }
        yield Tensor.of(to, tensor.shape());
      }
    };
  }

  private static List<Map<String, Tensor>> batches() throws IOException {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    try (Tokenizer tokenizer = new HuggingFaceTokenizerProvider().create(MiniLm.tokenizer())) {
      List<Tokenizer.Tokens> tokens = tokenizer.tokenize(sentences(), 128);
      for (int i = 0; i < SENTENCES; i += BATCH) {
        batches.add(padded(tokens.subList(i, i + BATCH), tokenizer.padId()));
      }
    }
    return batches;
  }

  private static Map<String, Tensor> padded(List<Tokenizer.Tokens> texts, long pad) {
    int longest = texts.stream().mapToInt(t -> t.ids().length).max().orElseThrow();
    long[] ids = new long[texts.size() * longest];
    boolean[] mask = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      long[] own = texts.get(i / longest).ids();
      mask[i] = i % longest < own.length;
      ids[i] = mask[i] ? own[i % longest] : pad;
    }
    return Map.of(
        Bert.INPUT_IDS, Tensor.of(ids, texts.size(), longest),
        Bert.ATTENTION_MASK, Tensor.of(mask, texts.size(), longest),
        Bert.TOKEN_TYPE_IDS, Tensor.of(new long[ids.length], texts.size(), longest));
  }

  // Lengths from 3 to 60 words, in an order that pads every batch.
  private static List<String> sentences() {
    String[] words =
        ("I you she we they am was never always so happy sad angry afraid surprised disgusted"
                + " about the news from my old friend who left yesterday without saying goodbye"
                + " although everybody waited for an answer that nobody could really believe and"
                + " wonderful terrible 42 !!! don't café Zürich antidisestablishmentarianism ...")
            .split(" ");
    Random random = new Random(20261123);
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < SENTENCES; i++) {
      int length = 3 + (i % 5 == 0 ? random.nextInt(58) : random.nextInt(15));
      sentences.add(
          random
              .ints(length, 0, words.length)
              .mapToObj(w -> words[w])
              .collect(Collectors.joining(" ")));
    }
    return sentences;
  }
}
