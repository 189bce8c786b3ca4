package dev.emotion4j.encoder;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Objective;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tiny BERT for sequence classification that the golden numbers come from. */
public final class TinyBert {
  private TinyBert() {}

  /** The pooler, a classifier of three labels, and the hidden states. */
  public record Classifier(Bert bert) implements Network {
    @Override
    public List<Input> inputs() {
      return bert.inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Values<T> out = bert.apply(scope, inputs);
      return out.with(
          Objective.LOGITS, scope.linear("classifier", out.get(ModalityEncoder.FEATURES), 3));
    }
  }

  public static BertConfig config() {
    return BertConfig.of(Golden.json("bert/model/config.json"));
  }

  public static Network classifier() {
    return new Classifier(new Bert(config(), TokenPooling.POOLER, true));
  }

  public static Map<String, Tensor> inputs() {
    Json plain = Golden.json("bert/plain.json");
    return Map.of(
        Bert.INPUT_IDS, Golden.longs(plain.get(Bert.INPUT_IDS)),
        Bert.ATTENTION_MASK, Golden.truths(plain.get(Bert.ATTENTION_MASK)),
        Bert.TOKEN_TYPE_IDS, Golden.longs(plain.get(Bert.TOKEN_TYPE_IDS)));
  }

  public static Weights weights() {
    return Weights.of(renamed("bert/model/model.safetensors"));
  }

  /** The weights, overlaid with those of a PEFT adapter's folder. */
  public static Weights weights(String adapter) {
    return weights().with(renamed("bert/" + adapter + "/adapter_model.safetensors"));
  }

  private static Map<String, Tensor> renamed(String file) {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    try {
      Safetensors.of(Golden.path(file))
          .tensors()
          .forEach(
              (name, tensor) ->
                  renamed.put(name.replace("base_model.model.", "").replace("bert.", ""), tensor));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return renamed;
  }
}
