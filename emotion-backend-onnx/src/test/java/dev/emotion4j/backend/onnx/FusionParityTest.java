package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.testkit.Numbers;
import dev.emotion4j.testkit.Tolerance;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every fusion strategy, plain and with LoRA, gives the numbers of the reference. */
class FusionParityTest {
  private static final List<String> NAMES = List.of("text", "face", "voice");

  /** Fuses three modalities and classifies. */
  private record Classifier(FusionStrategy strategy) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(
          Input.of("text", Type.F32, Input.BATCH, Dim.of(24)),
          Input.of("face", Type.F32, Input.BATCH, Dim.of(16)),
          Input.of("voice", Type.F32, Input.BATCH, Dim.of(20)),
          Input.of("present", Type.BOOL, Input.BATCH, Dim.of(3)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      List<T> features = NAMES.stream().map(inputs::get).toList();
      T fused =
          strategy.fuse(
              scope.at("fusion"),
              new FusionInputs<>(
                  features,
                  inputs.get("present"),
                  scope.ops().cast(inputs.get("present"), Type.F32),
                  List.of()));
      return Values.of("logits", scope.linear("classifier", fused, 7));
    }
  }

  @TestFactory
  Stream<DynamicTest> strategiesEqualTheReference() {
    return Stream.of(Fusion.concat(32), Fusion.gated(32), Fusion.attention(32, 4))
        .flatMap(
            strategy ->
                Stream.of(
                        List.<Adapter>of(),
                        List.<Adapter>of(Adapters.lora(4, 8).on(Targets.ALL_LINEAR)))
                    .flatMap(
                        adapters ->
                            Stream.of(1, 5)
                                .map(
                                    batch ->
                                        DynamicTest.dynamicTest(
                                            strategy.name() + " " + adapters + " batch " + batch,
                                            () -> compare(strategy, adapters, batch)))));
  }

  private static void compare(FusionStrategy strategy, List<Adapter> adapters, int batch) {
    Graph graph = Graph.record(new Classifier(strategy), adapters);
    assertThat(graph.parameters().stream().anyMatch(p -> p.path().contains("lora_B")))
        .isEqualTo(!adapters.isEmpty());
    Weights weights = Numbers.weights(Work.SEED, graph);
    Map<String, Tensor> inputs =
        Numbers.inputs(Work.SEED, graph.inputs(), 2, Map.of("batch", batch));
    boolean[] present = new boolean[batch * 3];
    for (int i = 0; i < present.length; i++) {
      present[i] = i % 3 == 1 || i % 4 == 0; // rows differ in what they have, and none is empty
    }
    inputs.put("present", Tensor.of(present, batch, 3));
    try (Executable executable =
        new OnnxBackend().compile(graph, weights, ExecutionOptions.DEFAULT)) {
      Tolerance.DEFAULT.check(
          strategy.name(), Reference.run(graph, weights, inputs), executable.run(inputs));
    }
  }
}
