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
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.testkit.Numbers;
import dev.emotion4j.testkit.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every fusion strategy, plain and with LoRA, gives the numbers of the reference. */
class FusionParityTest {
  private static final List<String> NAMES = List.of("text", "face", "voice");
  private static final int[] WIDTHS = {24, 16, 20};

  /** Fuses three modalities and classifies, unless the strategy does. */
  private record Classifier(FusionStrategy strategy) implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int m = 0; m < NAMES.size(); m++) {
        String name = NAMES.get(m);
        inputs.add(Input.of(name, Type.F32, Input.BATCH, Dim.of(WIDTHS[m])));
        if (strategy.usesTokens()) {
          Dim steps = Dim.symbol(name + "_steps");
          inputs.add(Input.of(name + "_tokens", Type.F32, Input.BATCH, steps, Dim.of(6)));
          inputs.add(Input.of(name + "_mask", Type.BOOL, Input.BATCH, steps));
        }
      }
      inputs.add(Input.of("present", Type.BOOL, Input.BATCH, Dim.of(3)));
      inputs.add(Input.of("quality", Type.F32, Input.BATCH, Dim.of(3)));
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      List<T> features = NAMES.stream().map(inputs::get).toList();
      List<FusionInputs.Tokens<T>> tokens =
          strategy.usesTokens()
              ? NAMES.stream()
                  .map(
                      name ->
                          new FusionInputs.Tokens<T>(
                              inputs.get(name + "_tokens"), inputs.get(name + "_mask")))
                  .toList()
              : List.of();
      T fused =
          strategy.fuse(
              scope.at("fusion"),
              new FusionInputs<>(features, inputs.get("present"), inputs.get("quality"), tokens));
      return Values.of(
          "logits", strategy.givesLogits() ? fused : scope.linear("classifier", fused, 7));
    }
  }

  @TestFactory
  Stream<DynamicTest> strategiesEqualTheReference() {
    return Stream.of(
            Fusion.concat(32),
            Fusion.gated(32),
            Fusion.attention(32, 4),
            Fusion.crossAttention(32, 4, 2),
            Fusion.lowRank(16, 4),
            Fusion.late(LabelSet.EKMAN, 3))
        .flatMap(
            strategy ->
                Stream.of(List.<Adapter>of(), List.<Adapter>of(lora(strategy)))
                    .flatMap(
                        adapters ->
                            Stream.of(1, 5)
                                .map(
                                    batch ->
                                        DynamicTest.dynamicTest(
                                            strategy.name() + " " + adapters + " batch " + batch,
                                            () -> compare(strategy, adapters, batch)))));
  }

  // All linear layers are all but classifiers, and late fusion has nothing else.
  private static Adapter lora(FusionStrategy strategy) {
    return strategy.givesLogits()
        ? Adapters.lora(4, 8).on("classifier")
        : Adapters.lora(4, 8).on(Targets.ALL_LINEAR);
  }

  private static void compare(FusionStrategy strategy, List<Adapter> adapters, int batch) {
    Graph graph = Graph.record(new Classifier(strategy), adapters);
    assertThat(graph.parameters().stream().anyMatch(p -> p.path().contains("lora_B")))
        .isEqualTo(!adapters.isEmpty());
    Weights weights = Numbers.weights(Work.SEED, graph);
    Map<String, Integer> sizes =
        Map.of("batch", batch, "text_steps", 4, "face_steps", 3, "voice_steps", 5);
    Map<String, Tensor> inputs = Numbers.inputs(Work.SEED, graph.inputs(), 2, sizes);
    boolean[] present = new boolean[batch * 3];
    float[] quality = new float[batch * 3];
    for (int i = 0; i < present.length; i++) {
      present[i] = i % 3 == 1 || i % 4 == 0; // rows differ in what they have, and none is empty
      quality[i] = 1f / (1 + i % 5);
    }
    inputs.put("present", Tensor.of(present, batch, 3));
    inputs.put("quality", Tensor.of(quality, batch, 3));
    for (int m = 0; strategy.usesTokens() && m < 3; m++) {
      int steps = sizes.get(NAMES.get(m) + "_steps");
      boolean[] mask = new boolean[batch * steps];
      for (int i = 0; i < mask.length; i++) {
        int row = i / steps;
        mask[i] = present[row * 3 + m] && i % steps <= row % steps;
      }
      inputs.put(NAMES.get(m) + "_mask", Tensor.of(mask, batch, steps));
    }
    try (Executable executable =
        new OnnxBackend().compile(graph, weights, ExecutionOptions.DEFAULT)) {
      Tolerance.DEFAULT.check(
          strategy.name(), Reference.run(graph, weights, inputs), executable.run(inputs));
    }
  }
}
