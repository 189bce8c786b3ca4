package dev.emotion4j.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.encoder.TinyBert;
import dev.emotion4j.golden.Golden;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.PeftAdapter;
import dev.emotion4j.spi.Adapter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptersTest {
  private static final Dora DORA = Adapters.dora(4, 8).on("query", "value");

  private static float[] logits(List<Adapter> adapters, Weights weights) {
    Graph graph = Graph.record(TinyBert.classifier(), adapters);
    return Objects.requireNonNull(Reference.run(graph, weights, TinyBert.inputs()).get("logits"))
        .floats();
  }

  private static Graph recorded(Adapter adapter) {
    return Graph.record(TinyBert.classifier(), List.of(adapter));
  }

  private static Weights random(Adapter adapter) {
    Map<String, Tensor> own = new HashMap<>();
    for (Parameter parameter : recorded(adapter).parameters()) {
      if (parameter.owner() == Parameter.Owner.ADAPTER) {
        own.put(
            parameter.path(),
            Initializer.normal(0.7).create(5, parameter.path(), parameter.shape()));
      }
    }
    assertThat(own).isNotEmpty();
    return TinyBert.weights().with(own);
  }

  @Test
  void doraIsThatOfPeft() {
    LoraTest.assertGolden("dora", DORA, TinyBert.weights("dora"));
    LoraTest.assertGolden("dora", DORA.dropout(0.1), TinyBert.weights("dora"));
  }

  @Test
  void mergedDoraIsTheSame() {
    Weights weights = TinyBert.weights("dora");
    Weights merged = DORA.merged(recorded(DORA).parameters(), weights).orElseThrow();
    assertThat(logits(List.of(), merged))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(logits(List.of(DORA), weights));
  }

  @Test
  void doraStartsAtTheNormOfTheWeight() {
    Weights base = TinyBert.weights();
    Map<String, Tensor> start = DORA.startingValues(recorded(DORA).parameters(), base);
    assertThat(start).hasSize(4);
    assertThat(logits(List.of(DORA), base.with(start).orInitialized(1)))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(logits(List.of(), base));
    assertThat(LoraTest.LORA.startingValues(recorded(LoraTest.LORA).parameters(), base)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "rslora", "dora", "lora_all"})
  void anAdapterOfPeftIsReadFromItsDirectory(String name) throws Exception {
    PeftAdapter file = PeftAdapter.read(Golden.path("bert/" + name));
    LoraTest.assertGolden(name, Adapters.of(file), TinyBert.weights(name));
  }

  @Test
  void settingsForPeftSayWhatTheAdapterIs() {
    Lora all = Adapters.lora(2, 4).on(Targets.ALL_LINEAR).rankStabilized(true).dropout(0.1);
    assertThat(Adapters.settings(all).orElseThrow().targetPattern()).isEqualTo("all-linear");
    assertThat(Adapters.settings(all).orElseThrow().scale()).isEqualTo(all.scale());
    for (Adapter adapter : List.of(all, all.on(Targets.matching("a.*")), DORA)) {
      assertThat(Adapters.of(Adapters.settings(adapter).orElseThrow())).isEqualTo(adapter);
    }
    assertThat(Adapters.settings(Adapters.ia3())).isEmpty();
  }

  @Test
  void ia3ScalesKeysAndValuesAndWhatTheFeedForwardBranchEnds() {
    Ia3 ia3 = Adapters.ia3();
    List<String> own =
        recorded(ia3).parameters().stream()
            .filter(p -> p.owner() == Parameter.Owner.ADAPTER)
            .map(p -> p.path() + p.shape())
            .toList();
    assertThat(own)
        .hasSize(8)
        .contains(
            "encoder.layer.0.attention.self.key.ia3_l[16, 1]",
            "encoder.layer.1.attention.output.dense.ia3_l[1, 16]",
            "encoder.layer.1.output.dense.ia3_l[1, 32]");
    Weights weights = random(ia3);
    Weights merged = ia3.merged(recorded(ia3).parameters(), weights).orElseThrow();
    assertThat(logits(List.of(), merged))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(logits(List.of(ia3), weights));
  }

  @Test
  void freshIa3AndBottleneckChangeNothing() {
    Weights base = TinyBert.weights().orInitialized(3);
    for (Adapter adapter : List.of(Adapters.ia3(), Adapters.bottleneck(3))) {
      assertThat(logits(List.of(adapter), base))
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(logits(List.of(), base));
      assertThat(logits(List.of(adapter), random(adapter))).isNotEqualTo(logits(List.of(), base));
    }
  }

  @Test
  void aPrefixIsSeenByRowsOfEveryLengthAlike() {
    PrefixTuning prefix = Adapters.prefix(3);
    Weights weights = random(prefix);
    float[] batch = logits(List.of(prefix), weights);
    Map<String, Tensor> alone =
        Map.of(
            "input_ids", Tensor.of(new long[] {2, 41, 12, 3}, 1, 4),
            "attention_mask", Tensor.of(new boolean[] {true, true, true, true}, 1, 4),
            "token_type_ids", Tensor.of(new long[4], 1, 4));
    float[] single =
        Objects.requireNonNull(Reference.run(recorded(prefix), weights, alone).get("logits"))
            .floats();
    assertThat(single)
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(java.util.Arrays.copyOfRange(batch, 3, 6));
    assertThat(batch).isNotEqualTo(logits(List.of(), TinyBert.weights()));
  }

  @Test
  void severalAdaptersStandAroundOneNetwork() {
    List<Adapter> all = List.of(LoraTest.LORA, Adapters.prefix(2), Adapters.bottleneck(2));
    Graph graph = Graph.record(TinyBert.classifier(), all);
    assertThat(graph.parameters().stream().filter(p -> p.owner() == Parameter.Owner.ADAPTER))
        .hasSize(8 + 4 + 16);
  }

  @Test
  void theReportIsLaidOutAsThatOfPeft() {
    List<Parameter> parameters = recorded(LoraTest.LORA).parameters();
    ParameterReport report = ParameterReport.of(parameters, Trainable.adaptersAndHead());
    assertThat(report.trainable()).isEqualTo(4 * (4 * 16 + 16 * 4) + 3 * 16 + 3);
    assertThat(report)
        .hasToString("trainable params: 563 || all params: 6,467 || trainable%: 8.7057");
    assertThat(new ParameterReport(1_234_567, 100_000_000))
        .hasToString(
            "trainable params: 1,234,567 || all params: 100,000,000 || trainable%: 1.2346");
  }

  private static List<String> chosen(Predicate<Parameter> trainable) {
    return Graph.record(TinyBert.classifier()).parameters().stream()
        .filter(trainable)
        .map(Parameter::path)
        .toList();
  }

  @Test
  void predicatesChooseByName() {
    List<Parameter> all = Graph.record(TinyBert.classifier()).parameters();
    assertThat(chosen(Trainable.full())).hasSize(all.size());
    assertThat(chosen(Trainable.headOnly()))
        .containsExactlyInAnyOrder("classifier.weight", "classifier.bias");
    assertThat(chosen(Trainable.bitFit()))
        .contains("embeddings.LayerNorm.bias", "encoder.layer.1.output.dense.bias")
        .filteredOn(path -> !path.endsWith(".bias"))
        .containsExactly("classifier.weight");
    assertThat(chosen(Trainable.norms()))
        .hasSize(2 * 5 + 2)
        .contains("encoder.layer.0.attention.output.LayerNorm.weight");
    assertThat(chosen(Trainable.topLayers(1, all)))
        .contains("encoder.layer.1.output.dense.weight", "pooler.dense.bias")
        .noneMatch(path -> path.startsWith("encoder.layer.0") || path.startsWith("embeddings"));
    assertThatThrownBy(() -> Trainable.topLayers(1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThatThrownBy(() -> Adapters.lora(0, 8)).hasMessageContaining("rank 0");
    assertThatThrownBy(() -> Adapters.lora(8, Double.NaN)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> Adapters.lora(8, 8).dropout(1)).hasMessageContaining("dropout");
    assertThatThrownBy(() -> Adapters.prefix(0)).hasMessageContaining("prefix length 0");
    assertThatThrownBy(() -> Adapters.bottleneck(0)).hasMessageContaining("size 0");
    assertThatThrownBy(() -> Adapters.lora(8, 8).on()).hasMessageContaining("target modules");
  }
}
