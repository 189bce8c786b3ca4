package dev.emotion4j.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.TinyBert;
import dev.emotion4j.golden.Golden;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Json;
import dev.emotion4j.spi.Adapter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoraTest {
  static final Lora LORA = Adapters.lora(4, 8).on("query", "value");

  static void assertGolden(String name, Adapter adapter, Weights weights) {
    Json expected = Golden.json("bert/" + name + ".json");
    Graph graph = Graph.record(TinyBert.classifier(), List.of(adapter));
    assertOutputs(expected, Reference.run(graph, weights, TinyBert.inputs()));
  }

  private static void assertOutputs(Json expected, Map<String, Tensor> found) {
    Golden.assertClose(
        Objects.requireNonNull(found.get(Bert.TOKENS)), expected.get("last_hidden_state"), 1e-5);
    Golden.assertClose(Objects.requireNonNull(found.get("logits")), expected.get("logits"), 1e-5);
  }

  @Test
  void loraIsThatOfPeft() {
    assertGolden("lora", LORA, TinyBert.weights("lora"));
  }

  @Test
  void rankStabilizedLoraIsThatOfPeft() {
    assertGolden("rslora", LORA.rankStabilized(true), TinyBert.weights("rslora"));
  }

  @Test
  void loraOnAllLinearLayersIsThatOfPeft() {
    Targets all = Targets.matching("encoder\\..*");
    assertGolden("lora_all", LORA.on(all), TinyBert.weights("lora_all"));
    assertGolden(
        "lora_all",
        LORA.on(
            "query",
            "key",
            "value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense"),
        TinyBert.weights("lora_all"));
  }

  @Test
  void mergedWeightsGiveTheSameWithoutTheAdapter() {
    Lora lora = LORA.on(Targets.matching("encoder\\..*"));
    Graph wrapped = Graph.record(TinyBert.classifier(), List.of(lora));
    Weights weights = TinyBert.weights("lora_all");
    Weights merged = lora.merge(wrapped.parameters(), weights);
    Map<String, Tensor> found =
        Reference.run(Graph.record(TinyBert.classifier()), merged, TinyBert.inputs());
    assertOutputs(Golden.json("bert/lora_all.json"), found);
    assertThat(merged.tensors().get("embeddings.word_embeddings.weight"))
        .isSameAs(weights.tensors().get("embeddings.word_embeddings.weight"));
  }

  @Test
  void mergingWhatWasNotRecordedIsRefused() {
    Graph plain = Graph.record(TinyBert.classifier());
    assertThatThrownBy(() -> LORA.merge(plain.parameters(), TinyBert.weights()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LoRA of rank 4 on [query, value]");
  }

  @Test
  void freshlyInitializedItChangesNothing() {
    Graph graph = Graph.record(TinyBert.classifier(), List.of(LORA.dropout(0.1)));
    Weights weights = TinyBert.weights().orInitialized(7);
    Map<String, Tensor> found = Reference.run(graph, weights, TinyBert.inputs());
    assertOutputs(Golden.json("bert/plain.json"), found);
    Parameter a =
        graph.parameters().stream()
            .filter(p -> p.path().endsWith("lora_A.weight"))
            .findFirst()
            .orElseThrow();
    assertThat(a.path()).isEqualTo("encoder.layer.0.attention.self.query.lora_A.weight");
    assertThat(a.shape()).containsExactly(4, 16);
    assertThat(a.owner()).isEqualTo(Parameter.Owner.ADAPTER);
    for (float value : weights.get(a).floats()) {
      assertThat(value).isBetween(-0.25f, 0.25f).isNotZero();
    }
  }

  @Test
  void embeddingsAreAdaptedAndMerged() {
    Lora lora = LORA.on("word_embeddings");
    Graph wrapped = Graph.record(TinyBert.classifier(), List.of(lora));
    Weights weights = TinyBert.weights();
    for (Parameter parameter : wrapped.parameters()) {
      if (parameter.owner() == Parameter.Owner.ADAPTER) {
        Tensor random =
            dev.emotion4j.math.Initializer.normal(0.5)
                .create(3, parameter.path(), parameter.shape());
        weights = weights.with(Map.of(parameter.path(), random));
      }
    }
    Map<String, Tensor> unmerged = Reference.run(wrapped, weights, TinyBert.inputs());
    Map<String, Tensor> merged =
        Reference.run(
            Graph.record(TinyBert.classifier()),
            lora.merge(wrapped.parameters(), weights),
            TinyBert.inputs());
    float[] one = Objects.requireNonNull(unmerged.get("logits")).floats();
    float[] other = Objects.requireNonNull(merged.get("logits")).floats();
    assertThat(one).usingComparatorWithPrecision(1e-5f).containsExactly(other);
    assertThat(one[0])
        .isNotCloseTo(
            (float) Golden.numbers(Golden.json("bert/plain.json").get("logits"))[0],
            org.assertj.core.api.Assertions.within(1e-3f));
  }

  @Test
  void aTargetThatNoSiteHasIsAnErrorThatListsTheSites() {
    assertThatThrownBy(() -> Graph.record(TinyBert.classifier(), List.of(LORA.on("q_proj"))))
        .hasMessageContaining("[q_proj]")
        .hasMessageContaining("encoder.layer.0.attention.self.query");
  }

  @Test
  void targetsAreSuffixesOfWholeNames() {
    Targets query = Targets.names("query");
    var linear = dev.emotion4j.math.Site.Kind.LINEAR;
    assertThat(query.include(linear, "a.query")).isTrue();
    assertThat(query.include(linear, "query")).isTrue();
    assertThat(query.include(linear, "a.subquery")).isFalse();
    assertThat(Targets.ALL_LINEAR.include(linear, "classifier")).isFalse();
    assertThat(Targets.ALL_LINEAR.include(linear, "fusion.projection")).isTrue();
  }
}
