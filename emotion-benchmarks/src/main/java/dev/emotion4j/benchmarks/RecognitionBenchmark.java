package dev.emotion4j.benchmarks;

import ai.onnxruntime.OrtException;
import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.builtin.BuiltInModel;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
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
 * The built-in model on text against the bare ONNX Runtime session on its text branch: {@code java
 * -jar emotion-benchmarks/target/benchmarks.jar RecognitionBenchmark}. Ours counts everything from
 * the string to the recognition; the bare session starts from ready tensors.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class RecognitionBenchmark {
  /** Who computes: our recognizer, or the runtime alone. */
  @Param({"ours", "bare"})
  public String impl = "ours";

  /** What is computed: one text of 12 or of 121 tokens, or 500 comments at once. */
  @Param({"single12", "single121", "comments500"})
  public String texts = "single12";

  private EmotionRecognizer recognizer;
  private BareSession bare;
  private List<Sample> samples;
  private String single;

  /** Opens both sides; the benchmark runs one. */
  @Setup(Level.Trial)
  public void open() throws IOException, OrtException {
    SplittableRandom random = new SplittableRandom(7);
    List<String> all =
        switch (texts) {
          case "single12" -> List.of(Comments.words(9, random));
          case "single121" -> List.of(Comments.words(118, random));
          default -> Comments.of(500, 7);
        };
    recognizer = EmotionRecognizer.builder().builtIn().backend("onnx").build();
    single = all.get(0);
    samples = all.stream().map(text -> Sample.of(Text.of(text))).toList();
    // The network of texts alone: the built-in model is a pool of three.
    EmotionModel text = BuiltInModel.branch(Modality.TEXT);
    bare = new BareSession(text, all);
    text.closeEncoders();
  }

  /** Closes both sides. */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    bare.close();
    recognizer.close();
  }

  /** One round over the texts. */
  @Benchmark
  public Object recognize() throws OrtException {
    if (impl.equals("bare")) {
      return bare.run();
    }
    return samples.size() == 1 ? recognizer.recognize(single) : recognizer.recognizeAll(samples);
  }
}
