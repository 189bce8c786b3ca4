package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.model.OnnxWriter;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.testkit.Numbers;
import dev.emotion4j.testkit.Tolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files: those that we write run without us, and those that others wrote run with us. */
class ExportTest {
  @TempDir Path folder;

  @Test
  void anExportRunsInABareSessionAndGivesEqualNumbers() throws IOException, OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(Work.GRAPH, Work.WEIGHTS, file);
    Map<String, Tensor> inputs = Work.inputs(1, 3, 8);
    Map<String, Tensor> expected;
    try (Executable executable = Work.compile()) {
      expected = executable.run(inputs);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> given = new HashMap<>();
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      given.put(input.getKey(), Session.tensor(environment, input.getValue()));
    }
    try (OrtSession session = environment.createSession(file.toString());
        OrtSession.Result result = session.run(given)) {
      assertThat(session.getOutputNames()).isEqualTo(expected.keySet());
      for (String name : expected.keySet()) {
        OnnxTensor found = (OnnxTensor) result.get(name).orElseThrow();
        float[] numbers = new float[expected.get(name).size()];
        found.getFloatBuffer().get(numbers);
        assertThat(numbers).isEqualTo(expected.get(name).floats());
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  @Test
  void anExportKeepsTheNamesOfInputsAndOfTheirDimensions() throws IOException, OrtException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(Work.GRAPH, Work.WEIGHTS, file);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      Map<String, NodeInfo> inputs = session.getInputInfo();
      assertThat(inputs.keySet()).containsExactlyInAnyOrder("ids", "mask");
      TensorInfo ids = (TensorInfo) inputs.get("ids").getInfo();
      assertThat(ids.getDimensionNames()).containsExactly("batch", "tokens");
    }
  }

  @Test
  void anExportedFileRunsHereToo() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(Work.GRAPH, Work.WEIGHTS, file);
    assertThat(OnnxModels.inputs(file)).isEqualTo(Work.GRAPH.inputs());
    Map<String, Tensor> inputs = Work.inputs(1, 3, 8);
    try (Executable recorded = Work.compile();
        Executable read = OnnxModels.open(file, ExecutionOptions.DEFAULT)) {
      Tolerance.EXACT.check("file", recorded.run(inputs), read.run(inputs));
      assertThatThrownBy(() -> read.run(Map.of("ids", inputs.get("ids"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mask");
    }
  }

  @Test
  void weightsBesideAFileAreReadAndThoseElsewhereRefused() throws IOException {
    Spec spec = new Spec(Type.F32, Shape.of(3, 2));
    Tensor weight = Numbers.normal(1, "w", 3, 2);
    ByteBuffer bytes = weight.buffer();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    Files.write(folder.resolve("weights.bin"), content);
    Path file = folder.resolve("model.onnx");
    external(spec, "weights.bin").write(file);
    try (Executable model = OnnxModels.open(file, ExecutionOptions.DEFAULT)) {
      Tensor one = Tensor.of(new float[] {1, 0, 0}, 1, 3);
      assertThat(model.run(Map.of("x", one)).get("y").floats())
          .containsExactly(weight.getFloat(0), weight.getFloat(1));
    }
    Files.delete(folder.resolve("weights.bin"));
    assertThatThrownBy(() -> OnnxModels.open(file, ExecutionOptions.DEFAULT))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("weights.bin");
    Path sub = Files.createDirectory(folder.resolve("sub")).resolve("model.onnx");
    external(spec, "../weights.bin").write(sub);
    assertThatThrownBy(() -> OnnxModels.open(sub, ExecutionOptions.DEFAULT))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("../weights.bin");
  }

  private static OnnxWriter external(Spec spec, String location) {
    return OnnxWriter.graph("external")
        .input("x", new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(3))))
        .external("w", spec, location, 0, 24)
        .node("MatMul", List.of("x", "w"), List.of("y"))
        .output("y", new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(2))));
  }

  @Test
  void whatOnnxRuntimeRefusesIsToldWithItsReason() throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxWriter.graph("unknown")
        .input("x", new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(3))))
        .node("NoSuchOperator", List.of("x"), List.of("y"))
        .output("y", new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(3))))
        .write(file);
    assertThatThrownBy(() -> OnnxModels.open(file, ExecutionOptions.DEFAULT))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("NoSuchOperator");
  }

  @Test
  void aFileThatIsNoModelIsRefusedBeforeNativeCode() throws IOException {
    Path broken = folder.resolve("broken.onnx");
    Files.write(broken, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> OnnxModels.open(broken, ExecutionOptions.DEFAULT))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("broken.onnx");
  }

  @Test
  void aDeviceThatIsNotThereIsRefusedWithWhatIsThere() {
    ExecutionOptions options = ExecutionOptions.DEFAULT.device(new Device("tpu:0"));
    assertThatThrownBy(() -> new OnnxBackend().compile(Work.GRAPH, Work.WEIGHTS, options))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("tpu:0")
        .hasMessageContaining("CPU")
        .hasMessageContaining("onnxruntime_gpu");
  }
}
