package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
  private static final Dim TOKENS = Dim.symbol("tokens");

  @TempDir Path folder;

  /** One linear layer with dropout; the output's name is chosen by the test. */
  private record Layer(String output) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, TOKENS, Dim.of(4)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T dropped = scope.ops().dropout(inputs.get("x"), 0.5);
      return Values.of(output, scope.linear("dense", dropped, 3));
    }
  }

  @Test
  void theFileHoldsTheWeightsUnderTheirNames() throws IOException {
    Graph graph = Graph.record(new Layer("logits"));
    Weights weights = Weights.initialized(7);
    Path path = folder.resolve("model.onnx");
    OnnxExport.write(graph, weights, path);
    OnnxFile file = OnnxFile.of(path);
    assertThat(graph.parameters()).hasSize(2);
    graph
        .parameters()
        .forEach(
            parameter ->
                assertThat(file.initializers().get(parameter.path()))
                    .satisfies(
                        stored -> assertThat(stored.tensor()).isEqualTo(weights.get(parameter))));
    assertThat(file.externals()).isEmpty();
  }

  @Test
  void inputsAndOutputsKeepTheirNamesAndSymbols() throws IOException {
    Graph graph = Graph.record(new Layer("logits"));
    Path path = folder.resolve("model.onnx");
    OnnxExport.write(graph, Weights.initialized(7), path);
    OnnxFile file = OnnxFile.of(path);
    assertThat(file.inputs().keySet()).containsExactly("x");
    assertThat(file.outputs().keySet()).containsExactly("logits");
    assertThat(file.inputs().get("x").shape()).hasValue(graph.inputs().get(0).spec().shape());
    assertThat(file.outputs().get("logits").shape())
        .hasValue(graph.outputs().get("logits").shape());
  }

  @Test
  void onlyStandardOperatorsAreUsedAndDropoutIsNone() {
    OnnxFile file = parsed(OnnxExport.writer(Graph.record(new Layer("logits"))));
    assertThat(file.opsets()).containsOnlyKeys("").containsEntry("", OnnxOps.OPSET);
    assertThat(file.nodes()).isNotEmpty().allMatch(node -> node.domain().isEmpty());
    assertThat(file.nodes()).noneMatch(node -> node.opType().equals("Dropout"));
  }

  @Test
  void aRecordingLeavesItsWeightsOutside() {
    OnnxWriter writer = OnnxExport.writer(Graph.record(new Layer("logits")));
    assertThat(writer.externals()).containsOnlyKeys("dense.weight", "dense.bias");
    assertThat(writer.bytes().length).isLessThan(2000);
  }

  @Test
  void anOutputNamedAsAParameterIsRefused() {
    Graph graph = Graph.record(new Layer("dense.bias"));
    assertThatThrownBy(() -> OnnxExport.writer(graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output 'dense.bias'")
        .hasMessageContaining("rename it");
  }

  @Test
  void aMissingWeightWritesNoFile() {
    Path path = folder.resolve("model.onnx");
    Weights some = Weights.of(java.util.Map.of("dense.bias", Tensor.zeros(Type.F32, 3)));
    assertThatThrownBy(() -> OnnxExport.write(Graph.record(new Layer("logits")), some, path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dense.weight");
    assertThat(Files.exists(path)).isFalse();
  }

  private static OnnxFile parsed(OnnxWriter writer) {
    return OnnxFile.parse("recorded", ByteBuffer.wrap(writer.bytes()));
  }
}
