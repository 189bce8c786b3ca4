package dev.emotion4j.backend.onnx;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The backend {@code onnx}: writes a graph as ONNX in memory and runs it in ONNX Runtime; the
 * default for serving. Thread-safe and without state; native code is loaded by the first {@link
 * #compile}.
 *
 * <p>Weights stay where they are, in direct or mapped buffers: ONNX Runtime reads embeddings in
 * place and keeps a rearranged copy of the matrices. ONNX Runtime 1.29 and later are refused,
 * because they send telemetry by default, unless the environment variable {@code
 * ORT_DISABLE_TELEMETRY=1} is set. For files see {@link OnnxModels}.
 */
public final class OnnxBackend implements Backend {
  /** Makes one; costs nothing. */
  public OnnxBackend() {}

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      values.put(parameter.path(), weights.get(parameter));
    }
    byte[] model = OnnxExport.writer(graph).bytes();
    Session session = Session.open("the recorded graph", model, values, options);
    return new OnnxExecutable(
        "the executable of " + Set.copyOf(graph.outputs().keySet()),
        graph.inputs(),
        graph.outputs().keySet(),
        session);
  }

  @Override
  public Optional<ModelFiles> modelFiles() {
    return Optional.of(
        new ModelFiles() {
          @Override
          public Executable open(Path file, ExecutionOptions options) throws IOException {
            return OnnxModels.open(file, options);
          }

          @Override
          public List<Input> inputs(Path file) throws IOException {
            return OnnxModels.inputs(file);
          }
        });
  }
}
