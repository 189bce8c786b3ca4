package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Json;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BertTest {
  private static Map<String, Tensor> run(TokenPooling pooling, Map<String, Tensor> inputs) {
    Bert bert = new Bert(TinyBert.config(), pooling, true);
    return Reference.run(Graph.record(bert), TinyBert.weights(), inputs);
  }

  private static Tensor get(Map<String, Tensor> map, String name) {
    Tensor tensor = map.get(name);
    assertThat(tensor).as(name).isNotNull();
    return java.util.Objects.requireNonNull(tensor);
  }

  @Test
  void hiddenStatesPoolerAndLogitsAreThoseOfTransformers() {
    Json plain = Golden.json("bert/plain.json");
    Map<String, Tensor> found =
        Reference.run(Graph.record(TinyBert.classifier()), TinyBert.weights(), TinyBert.inputs());
    Golden.assertClose(get(found, Bert.TOKENS), plain.get("last_hidden_state"), 1e-5);
    Golden.assertClose(get(found, ModalityEncoder.FEATURES), plain.get("pooler_output"), 1e-5);
    Golden.assertClose(get(found, "logits"), plain.get("logits"), 1e-5);
  }

  @Test
  void meanAndClassTokenArePooledFromTheHiddenStates() {
    Map<String, Tensor> inputs = TinyBert.inputs();
    Map<String, Tensor> mean = run(TokenPooling.MEAN, inputs);
    Map<String, Tensor> first = run(TokenPooling.CLASS_TOKEN, inputs);
    Tensor tokens = get(mean, Bert.TOKENS);
    int length = tokens.dim(1);
    boolean[] mask = get(inputs, Bert.ATTENTION_MASK).booleans();
    for (int row = 0; row < 3; row++) {
      for (int c = 0; c < 16; c++) {
        double sum = 0;
        int count = 0;
        for (int t = 0; t < length; t++) {
          if (mask[row * length + t]) {
            sum += tokens.getFloat((row * length + t) * 16 + c);
            count++;
          }
        }
        float found = get(mean, ModalityEncoder.FEATURES).getFloat(row * 16 + c);
        assertThat((double) found).isCloseTo(sum / count, within(1e-6));
        assertThat(get(first, ModalityEncoder.FEATURES).getFloat(row * 16 + c))
            .isEqualTo(tokens.getFloat(row * length * 16 + c));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void paddingDoesNotChangeTheFeatures(TokenPooling pooling) {
    Map<String, Tensor> inputs = TinyBert.inputs();
    Tensor padded = get(run(pooling, inputs), ModalityEncoder.FEATURES);
    Map<String, Tensor> alone =
        Map.of(
            Bert.INPUT_IDS, Tensor.of(new long[] {2, 41, 12, 3}, 1, 4),
            Bert.ATTENTION_MASK, Tensor.of(new boolean[] {true, true, true, true}, 1, 4),
            Bert.TOKEN_TYPE_IDS, Tensor.of(new long[4], 1, 4));
    Tensor single = get(run(pooling, alone), ModalityEncoder.FEATURES);
    for (int i = 0; i < 16; i++) {
      assertThat(padded.getFloat(16 + i)).isCloseTo(single.getFloat(i), within(1e-6f));
    }
  }

  @Test
  void aRowOfPaddingOnlyGivesZeroFeatures() {
    Map<String, Tensor> inputs = new HashMap<>(TinyBert.inputs());
    boolean[] mask = new boolean[21];
    Arrays.fill(mask, 0, 7, true);
    inputs.put(Bert.ATTENTION_MASK, Tensor.of(mask, 3, 7));
    float[] features = get(run(TokenPooling.MEAN, inputs), ModalityEncoder.FEATURES).floats();
    assertThat(Arrays.copyOfRange(features, 16, 48)).containsOnly(0f);
  }

  @Test
  void onlyWhatIsAskedForIsRecorded() {
    Graph mean = Graph.record(new Bert(TinyBert.config(), TokenPooling.MEAN));
    assertThat(mean.outputs().keySet()).containsExactly(ModalityEncoder.FEATURES);
    assertThat(mean.parameters()).hasSize(5 + 2 * 16).noneMatch(p -> p.path().contains("pooler"));
    assertThat(mean.parameters().get(0).path()).startsWith("embeddings.");
  }

  @ParameterizedTest
  @CsvSource({
    "hidden_act, \"gelu_new\"",
    "position_embedding_type, \"relative_key\"",
    "is_decoder, true",
    "add_cross_attention, true",
    "model_type, \"roberta\"",
    "num_attention_heads, 5",
    "embedding_size, 8",
    "quantization_config, {}"
  })
  void configurationsOfOtherMathematicsAreRefusedByName(String field, String value) {
    String sizes =
        "{\"vocab_size\":50,\"hidden_size\":16,\"num_hidden_layers\":2,\"intermediate_size\":32,"
            + "\"max_position_embeddings\":20,\"unheard_of\":1,";
    String heads = field.equals("num_attention_heads") ? "" : "\"num_attention_heads\":4,";
    Json json = Json.parse("config.json", sizes + heads + "\"" + field + "\":" + value + "}");
    assertThatThrownBy(() -> BertConfig.of(json))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(field);
  }

  @Test
  void configurationIsReadFromTheFileOfTransformers() {
    assertThat(TinyBert.config())
        .isEqualTo(new BertConfig(50, 16, 2, 4, 32, 20, 2, 1e-12, 0.1, 0.1));
    assertThat(TinyBert.config().dropout(0).attentionDropout()).isZero();
  }

  @Test
  void aCheckpointWithAPrefixIsUnderstoodAndAMissingWeightNamed() {
    Bert bert = new Bert(TinyBert.config(), TokenPooling.MEAN);
    Weights plain = TinyBert.weights();
    Map<String, Tensor> old = new HashMap<>();
    plain
        .tensors()
        .forEach(
            (name, tensor) ->
                old.put(
                    "bert."
                        + name.replace("LayerNorm.weight", "LayerNorm.gamma")
                            .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor));
    Weights found = BertWeights.select("here", bert, old.keySet(), name -> get(old, name));
    assertThat(found.paths()).hasSize(37).contains("embeddings.LayerNorm.weight");
    old.remove("bert.encoder.layer.1.output.dense.bias");
    assertThatThrownBy(() -> BertWeights.select("here", bert, old.keySet(), n -> get(old, n)))
        .hasMessageContaining("'encoder.layer.1.output.dense.bias'")
        .hasMessageContaining("here");
  }

  @Test
  void sitesAreNamedAfterTheCheckpoint() {
    var wrapper =
        new dev.emotion4j.math.SiteWrapper() {
          @Override
          public boolean wraps(dev.emotion4j.math.Site.Kind kind, String path) {
            return false;
          }

          @Override
          public <T> dev.emotion4j.math.Values<T> apply(
              dev.emotion4j.math.Site<T> site,
              dev.emotion4j.math.Values<T> inputs,
              dev.emotion4j.math.Site.Base<T> base) {
            return base.apply(inputs);
          }
        };
    assertThatThrownBy(
            () -> Graph.record(new Bert(TinyBert.config(), TokenPooling.MEAN), List.of(wrapper)))
        .hasMessageContaining("encoder.layer.0.attention.self.query,")
        .hasMessageContaining("encoder.layer.0.attention.self,")
        .hasMessageContaining("encoder.layer.0.feed_forward,")
        .hasMessageContaining("embeddings.word_embeddings,");
  }
}
