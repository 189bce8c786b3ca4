package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One recognizer for many threads; {@code -Demotion.long=true} does the whole of it. */
class ConcurrencyTest {
  private static final int THREADS = 4;
  private static final int CALLS = Boolean.getBoolean("emotion.long") ? 2000 : 200;

  @TempDir static Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "djl"})
  void manyThreadsGetTheBitsOfOne(String backend) throws Exception {
    Path model = TinyCheckpoint.model(directory.resolve(backend), 1);
    List<Sample> samples = new ArrayList<>();
    for (int length = 1; length <= 16; length++) {
      samples.add(Sample.of(Text.of("dark happy dog ".repeat(length))));
    }
    try (EmotionRecognizer recognizer = open(model, backend)) {
      List<Map<String, Double>> serial = new ArrayList<>();
      samples.forEach(sample -> serial.add(recognizer.recognize(sample).logits()));
      List<Callable<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        work.add(() -> differing(recognizer, samples, serial, random));
      }
      ExecutorService pool = Executors.newFixedThreadPool(THREADS);
      try {
        for (Future<Integer> found : pool.invokeAll(work)) {
          assertThat(found.get()).as("results that differ from serial ones").isZero();
        }
      } finally {
        pool.shutdown();
      }
    }
  }

  private static EmotionRecognizer open(Path model, String backend) throws IOException {
    return EmotionRecognizer.builder().load(model).backend(backend).build();
  }

  private static int differing(
      EmotionRecognizer recognizer,
      List<Sample> samples,
      List<Map<String, Double>> serial,
      SplittableRandom random) {
    int differing = 0;
    for (int call = 0; call < CALLS; call++) {
      int i = random.nextInt(samples.size());
      differing += recognizer.recognize(samples.get(i)).logits().equals(serial.get(i)) ? 0 : 1;
    }
    return differing;
  }
}
