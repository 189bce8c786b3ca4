package dev.emotion4j.testkit;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network whose outputs are what exporters forget: an input passed through, a parameter, a
 * constant, one value under two names, values of every type; one input is not used at all.
 */
final class ManyOutputs implements Network {
  @Override
  public List<Input> inputs() {
    return LifecycleContract.inputs(
        "x f32 batch tokens 4",
        "ids i64 batch tokens",
        "mask bool batch tokens",
        "unused f32 batch 3");
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> o = scope.ops();
    T product = scope.linear("dense", inputs.get("x"), 3);
    Map<String, T> outputs = new LinkedHashMap<>();
    outputs.put("zulu", product);
    outputs.put("again", product);
    outputs.put("x_through", inputs.get("x"));
    outputs.put("ids_through", inputs.get("ids"));
    outputs.put("mask_not", o.not(inputs.get("mask")));
    outputs.put("parameter", scope.parameter("alone", Initializer.ones(), 2, 3));
    outputs.put("constant", o.constant(Tensor.of(new long[] {1, 2, 3}, 3)));
    outputs.put("length", o.iota(inputs.get("ids"), 1));
    outputs.put("dropped", o.dropout(inputs.get("x"), 0.5));
    return Values.of(outputs);
  }
}
