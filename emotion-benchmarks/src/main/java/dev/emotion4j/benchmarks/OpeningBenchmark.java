package dev.emotion4j.benchmarks;

import dev.emotion4j.EmotionRecognizer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opening the built-in model of text, face and voice, ready to recognize, each time in a JVM that
 * has run nothing before: {@code java -jar emotion-benchmarks/target/benchmarks.jar
 * OpeningBenchmark}. It is to stay within two seconds. There is no baseline: a bare runtime has no
 * model to inflate, to check and to put together.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(7)
public class OpeningBenchmark {
  private @Nullable EmotionRecognizer recognizer;

  /** Opens it. */
  @Benchmark
  public Object open() {
    EmotionRecognizer opened = EmotionRecognizer.builder().builtIn().backend("onnx").build();
    recognizer = opened;
    return opened;
  }

  /** Closes it, outside the time. */
  @TearDown
  public void close() {
    if (recognizer != null) {
      recognizer.close();
    }
  }
}
