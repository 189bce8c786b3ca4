package dev.emotion4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One training step of MiniLM, LoRA against full, in one run: {@code java -jar
 * emotion-benchmarks/target/benchmarks.jar TuningStepBenchmark}. The comparison with PyTorch
 * alternates two processes: {@code emotion-benchmarks/peers/README.md}.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 8, time = 3)
@Fork(1)
public class TuningStepBenchmark {
  /** What is trained. */
  @Param({"lora", "full"})
  public String mode = "lora";

  /** Threads within one operation. */
  @Param({"1"})
  public int threads = 1;

  private StepFixture fixture;

  /** Starts the training. */
  @Setup(Level.Trial)
  public void open() {
    fixture = new StepFixture(mode, 16, 128, threads);
  }

  /** Ends it. */
  @TearDown(Level.Trial)
  public void close() {
    fixture.close();
  }

  /** One step. */
  @Benchmark
  public double step() {
    return fixture.step();
  }
}
