package dev.emotion4j.peft;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Folds low-rank changes into the weights that they stand beside; sums in double. */
final class Merging {
  private static final String LINEAR = ".lora_A.weight";
  private static final String EMBEDDING = ".lora_embedding_A";

  private Merging() {}

  static Weights lora(Lora lora, List<Parameter> parameters, Weights weights) {
    Map<String, Parameter> byPath = byPath(parameters);
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      String path = parameter.path();
      if (path.endsWith(LINEAR) && lora.wraps(Site.Kind.LINEAR, site(path, LINEAR))) {
        String site = site(path, LINEAR);
        Tensor a = weights.get(parameter);
        Tensor b = weights.get(find(byPath, site + ".lora_B.weight"));
        Tensor weight = weights.get(find(byPath, site + ".weight"));
        changed.put(site + ".weight", lora.merged(weight, a, b));
      } else if (path.endsWith(EMBEDDING)
          && lora.wraps(Site.Kind.EMBEDDING, site(path, EMBEDDING))) {
        String site = site(path, EMBEDDING);
        Tensor a = weights.get(parameter); // [rank, count]
        Tensor b = weights.get(find(byPath, site + ".lora_embedding_B")); // [width, rank]
        Tensor weight = weights.get(find(byPath, site + ".weight"));
        changed.put(site + ".weight", sum(weight, transposed(b), transposed(a), lora.scale()));
      }
    }
    return result(lora, changed, weights);
  }

  static Weights result(Object adapter, Map<String, Tensor> changed, Weights weights) {
    if (changed.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to merge: the parameters hold none of the "
              + adapter
              + "; pass those of the graph that was recorded with it");
    }
    return weights.with(changed);
  }

  static Map<String, Parameter> byPath(List<Parameter> parameters) {
    return parameters.stream()
        .collect(Collectors.toMap(Parameter::path, Function.identity(), (a, b) -> a));
  }

  static Parameter find(Map<String, Parameter> byPath, String path) {
    Parameter found = byPath.get(path);
    if (found == null) {
      throw new IllegalArgumentException(
          "no parameter '"
              + path
              + "' beside those of the adapter; a weight that the network computes itself cannot"
              + " be merged");
    }
    return found;
  }

  static String site(String path, String suffix) {
    return path.substring(0, path.length() - suffix.length());
  }

  /** Returns {@code weight + scale * b a}; of convolutions the kernel is part of a's columns. */
  static Tensor sum(Tensor weight, Tensor a, Tensor b, double scale) {
    double[][] right = rows(a); // [rank, ...]
    float[] left = b.floats(); // [out, rank, 1 ...]
    float[] values = weight.floats();
    double[] change = new double[right[0].length];
    for (int i = 0; i < weight.dim(0); i++) {
      Arrays.fill(change, 0);
      for (int r = 0; r < right.length; r++) {
        add(change, left[i * right.length + r], right[r]);
      }
      add(values, i * change.length, scale, change);
    }
    return Tensor.of(values, weight.shape());
  }

  private static double[][] rows(Tensor matrix) {
    float[] values = matrix.floats();
    double[][] rows = new double[matrix.dim(0)][values.length / matrix.dim(0)];
    for (int i = 0; i < values.length; i++) {
      rows[i / rows[0].length][i % rows[0].length] = values[i];
    }
    return rows;
  }

  // Loops of their own are compiled after a few rows; nested ones would wait for a whole matrix.
  private static void add(double[] sum, double factor, double[] numbers) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * numbers[i];
    }
  }

  private static void add(float[] sum, int at, double factor, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      sum[at + i] = (float) (sum[at + i] + factor * numbers[i]);
    }
  }

  private static Tensor transposed(Tensor matrix) {
    float[] from = matrix.floats();
    int rows = matrix.dim(0);
    int columns = matrix.dim(1);
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      to[i % columns * rows + i / columns] = from[i];
    }
    return Tensor.of(to, columns, rows);
  }
}
