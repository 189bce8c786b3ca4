package dev.emotion4j.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.backend.onnx.OnnxBackend;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Fusion and classifier of three modalities (384, 192 and 128 features, 7 labels), one sample,
 * against the bare ONNX Runtime session on the same graph: {@code java -jar
 * emotion-benchmarks/target/benchmarks.jar FusionHeadBenchmark}. Ours counts from tensors on the
 * Java side to tensors on the Java side; the bare session starts from ready native tensors.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(1)
public class FusionHeadBenchmark {
  private static final int[] WIDTHS = {384, 192, 128};

  /** Who computes: our backend, or the runtime alone. */
  @Param({"ours", "bare"})
  public String impl = "ours";

  /** How the modalities are fused. */
  @Param({"late", "gated"})
  public String fusion = "late";

  private final Map<String, OnnxTensor> ready = new HashMap<>();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private Map<String, Tensor> inputs;
  private Executable ours;
  private OrtSession bare;

  private record Head(FusionStrategy strategy) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of("m0", Type.F32, Input.BATCH, Dim.of(WIDTHS[0])),
          Input.of("m1", Type.F32, Input.BATCH, Dim.of(WIDTHS[1])),
          Input.of("m2", Type.F32, Input.BATCH, Dim.of(WIDTHS[2])),
          Input.of("present", Type.BOOL, Input.BATCH, Dim.of(3)),
          Input.of("quality", Type.F32, Input.BATCH, Dim.of(3)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> in) {
      List<T> features = List.of(in.get("m0"), in.get("m1"), in.get("m2"));
      T fused =
          strategy.fuse(
              scope.at("fusion"),
              new FusionInputs<>(features, in.get("present"), in.get("quality"), List.of()));
      return Values.of(
          "logits", strategy.givesLogits() ? fused : scope.linear("classifier", fused, 7));
    }
  }

  /** Opens both sides; the benchmark runs one. */
  @Setup(Level.Trial)
  public void open() throws IOException, OrtException {
    Graph graph =
        Graph.record(
            new Head(fusion.equals("late") ? Fusion.late(LabelSet.EKMAN, 3) : Fusion.gated(64)));
    Weights weights = Weights.initialized(7);
    inputs = new HashMap<>();
    for (int m = 0; m < WIDTHS.length; m++) {
      inputs.put("m" + m, Initializer.normal(1).create(m, "features", List.of(1, WIDTHS[m])));
    }
    inputs.put("present", Tensor.of(new boolean[] {true, true, true}, 1, 3));
    inputs.put("quality", Tensor.of(new float[] {1, 0.7f, 0.9f}, 1, 3));
    ours = new OnnxBackend().compile(graph, weights, ExecutionOptions.DEFAULT);
    openBare(graph, weights);
  }

  private void openBare(Graph graph, Weights weights) throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    Path file = Files.createTempFile("emotion", ".onnx");
    try {
      OnnxExport.write(graph, weights, file);
      bare = environment.createSession(file.toString(), options);
    } finally {
      Files.delete(file);
    }
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Tensor t = input.getValue();
      long[] shape = Arrays.stream(t.shape()).asLongStream().toArray();
      OnnxJavaType type = t.type() == Type.F32 ? OnnxJavaType.FLOAT : OnnxJavaType.BOOL;
      ready.put(input.getKey(), OnnxTensor.createTensor(environment, t.buffer(), shape, type));
    }
  }

  /** Closes both sides. */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    ready.values().forEach(OnnxTensor::close);
    bare.close();
    options.close();
    ours.close();
  }

  /** One sample. */
  @Benchmark
  public Object fuse() throws OrtException {
    if (impl.equals("bare")) {
      try (OrtSession.Result result = bare.run(ready)) {
        return result.size();
      }
    }
    return ours.run(inputs);
  }
}
