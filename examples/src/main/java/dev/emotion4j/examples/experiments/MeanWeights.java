package dev.emotion4j.examples.experiments;

import dev.emotion4j.math.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The mean of the weights of several trainings that began alike, or of several epochs of one: one
 * network, as good as their mean prediction where they lie in one valley of the loss (Izmailov et
 * al., 2018; Wortsman et al., 2022).
 */
final class MeanWeights {
  private MeanWeights() {}

  static Map<String, Tensor> of(List<Map<String, Tensor>> all) {
    Map<String, Tensor> mean = new LinkedHashMap<>();
    all.get(0)
        .forEach(
            (path, first) -> {
              float[] sum = new float[first.size()];
              for (Map<String, Tensor> one : all) {
                float[] values = Objects.requireNonNull(one.get(path), path).floats();
                for (int i = 0; i < sum.length; i++) {
                  sum[i] += values[i] / all.size();
                }
              }
              mean.put(path, Tensor.of(sum, first.shape()));
            });
    return mean;
  }
}
