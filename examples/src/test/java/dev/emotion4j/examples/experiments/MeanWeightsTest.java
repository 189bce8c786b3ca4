package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.math.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeanWeightsTest {
  private static Map<String, Tensor> weights(float one, float other) {
    return Map.of("head.bias", Tensor.of(new float[] {one, other}, 2));
  }

  @Test
  void eachWeightIsTheMeanOfAll() {
    assertThat(MeanWeights.of(List.of(weights(1, -2), weights(3, 0), weights(2, 8), weights(0, 2))))
        .isEqualTo(weights(1.5f, 2));
    assertThat(MeanWeights.of(List.of(weights(0.1f, 7)))).isEqualTo(weights(0.1f, 7));
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() {
    Map<String, Tensor> other = Map.of("head.weight", Tensor.of(new float[] {1}, 1));
    assertThatThrownBy(() -> MeanWeights.of(List.of(weights(1, 2), other)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("head.bias");
  }
}
