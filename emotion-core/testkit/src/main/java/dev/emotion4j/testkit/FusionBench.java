package dev.emotion4j.testkit;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fusion strategy as a network, and inputs for it: features {@code m0} ..., steps {@code t0} ...
 * with their masks {@code k0} ... if it looks at them, {@code present} and {@code quality}.
 */
final class FusionBench {
  private static final int STEPS = 3;
  private static final int MORE = 2;
  private static final int STEP_WIDTH = 4;

  private FusionBench() {}

  static Graph graph(FusionStrategy strategy, int... widths) {
    return Graph.record(new Fused(strategy, widths));
  }

  private record Fused(FusionStrategy strategy, int[] widths) implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (int m = 0; m < widths.length; m++) {
        inputs.add(Input.of("m" + m, Type.F32, Input.BATCH, Dim.of(widths[m])));
        if (strategy.usesTokens()) {
          Dim steps = Dim.symbol("steps" + m);
          inputs.add(Input.of("t" + m, Type.F32, Input.BATCH, steps, Dim.of(STEP_WIDTH + m)));
          inputs.add(Input.of("k" + m, Type.BOOL, Input.BATCH, steps));
        }
      }
      inputs.add(Input.of("present", Type.BOOL, Input.BATCH, Dim.of(widths.length)));
      inputs.add(Input.of("quality", Type.F32, Input.BATCH, Dim.of(widths.length)));
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      List<T> features = new ArrayList<>();
      List<FusionInputs.Tokens<T>> tokens = new ArrayList<>();
      for (int m = 0; m < widths.length; m++) {
        features.add(inputs.get("m" + m));
        if (strategy.usesTokens()) {
          tokens.add(new FusionInputs.Tokens<>(inputs.get("t" + m), inputs.get("k" + m)));
        }
      }
      FusionInputs<T> all =
          new FusionInputs<>(features, inputs.get("present"), inputs.get("quality"), tokens);
      return Values.of("fused", strategy.fuse(scope.at("fusion"), all));
    }
  }

  /** Returns the names of a modality's inputs. */
  static List<String> names(int modality) {
    return List.of("m" + modality, "t" + modality);
  }

  /** Returns inputs whose row i has the modalities whose bits are set in subsets[i]. */
  static Map<String, Tensor> inputs(long seed, Graph graph, int... subsets) {
    int rows = subsets.length;
    Map<String, Integer> sizes = Map.of("steps0", STEPS, "steps1", STEPS + 1, "steps2", STEPS);
    Map<String, Integer> all = new LinkedHashMap<>(sizes);
    all.put("batch", rows);
    Map<String, Tensor> inputs = Numbers.inputs(seed, graph.inputs(), 2, all);
    int modalities = Rows.get(inputs, "present").dim(1);
    boolean[] present = new boolean[rows * modalities];
    float[] quality = new float[rows * modalities];
    for (int i = 0; i < present.length; i++) {
      int row = i / modalities;
      int modality = i % modalities;
      present[i] = has(subsets[row], modality);
      quality[i] =
          0.3f + 0.1f * ((5 * row + 3 * modality) % 8); // .3 to 1, more or fewer modalities
    }
    inputs.put("present", Tensor.of(present, rows, modalities));
    inputs.put("quality", Tensor.of(quality, rows, modalities));
    for (int m = 0; m < modalities; m++) {
      Tensor mask = inputs.get("k" + m);
      if (mask != null) {
        inputs.put("k" + m, mask(mask.dim(1), subsets, m));
      }
    }
    return inputs;
  }

  private static boolean has(int subset, int modality) {
    return (subset >> modality & 1) == 1;
  }

  // Rows have 1, 2, 3 ... of the steps, where the modality is there.
  private static Tensor mask(int steps, int[] subsets, int modality) {
    boolean[] mask = new boolean[subsets.length * steps];
    for (int i = 0; i < mask.length; i++) {
      int row = i / steps;
      mask[i] = has(subsets[row], modality) && i % steps <= (row + modality) % steps;
    }
    return Tensor.of(mask, subsets.length, steps);
  }

  /** Returns the inputs with a value in the features and steps of missing modalities. */
  static Map<String, Tensor> spoilt(Map<String, Tensor> inputs, int[] subsets, float value) {
    Map<String, Tensor> spoilt = new LinkedHashMap<>(inputs);
    inputs.forEach(
        (name, tensor) -> {
          int modality = name.charAt(name.length() - 1) - '0';
          if (names(modality).contains(name)) {
            float[] values = tensor.floats();
            int perRow = values.length / subsets.length;
            for (int i = 0; i < values.length; i++) {
              values[i] = has(subsets[i / perRow], modality) ? values[i] : value;
            }
            spoilt.put(name, Tensor.of(values, tensor.shape()));
          }
        });
    return spoilt;
  }

  /** Returns the inputs with another quality of one modality in every row. */
  static Map<String, Tensor> quality(Map<String, Tensor> inputs, int modality, float value) {
    Tensor before = Rows.get(inputs, "quality");
    float[] quality = before.floats();
    for (int i = modality; i < quality.length; i += before.dim(1)) {
      quality[i] = value;
    }
    Map<String, Tensor> changed = new LinkedHashMap<>(inputs);
    changed.put("quality", Tensor.of(quality, before.shape()));
    return changed;
  }

  /** Returns the inputs with a value in every masked step. */
  static Map<String, Tensor> spoiltSteps(Map<String, Tensor> inputs, float value) {
    Map<String, Tensor> spoilt = new LinkedHashMap<>(inputs);
    for (int m = 0; inputs.containsKey("t" + m); m++) {
      Tensor steps = Rows.get(inputs, "t" + m);
      boolean[] mask = Rows.get(inputs, "k" + m).booleans();
      float[] values = steps.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = mask[i / steps.dim(2)] ? values[i] : value;
      }
      spoilt.put("t" + m, Tensor.of(values, steps.shape()));
    }
    return spoilt;
  }

  /** Returns the inputs with two more masked steps at the end of each modality. */
  static Map<String, Tensor> padded(Map<String, Tensor> inputs) {
    Map<String, Tensor> padded = new LinkedHashMap<>(inputs);
    for (int m = 0; inputs.containsKey("t" + m); m++) {
      Tensor steps = Rows.get(inputs, "t" + m);
      boolean[] mask = Rows.get(inputs, "k" + m).booleans();
      int rows = steps.dim(0);
      int before = steps.dim(1);
      int width = steps.dim(2);
      float[] values = new float[rows * (before + MORE) * width];
      boolean[] there = new boolean[rows * (before + MORE)];
      for (int row = 0; row < rows; row++) {
        int to = row * (before + MORE);
        System.arraycopy(steps.floats(), row * before * width, values, to * width, before * width);
        System.arraycopy(mask, row * before, there, to, before);
      }
      padded.put("t" + m, Tensor.of(values, rows, before + MORE, width));
      padded.put("k" + m, Tensor.of(there, rows, before + MORE));
    }
    return padded;
  }
}
