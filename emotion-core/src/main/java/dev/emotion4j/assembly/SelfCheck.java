package dev.emotion4j.assembly;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Compares the logits of a model in memory with those of the model that was written. */
final class SelfCheck {
  private static final int ROWS = 2;
  private static final int LENGTH = 16;

  private SelfCheck() {}

  static void compare(EmotionModel model, EmotionModel loaded, Backend backend) {
    Map<String, Tensor> expected = run(model, backend);
    Map<String, Tensor> found = run(loaded, backend);
    if (!expected.equals(found)
        || !model.labels().equals(loaded.labels())
        || !thresholds(model).equals(thresholds(loaded))
        || !Arrays.equals(probabilities(model), probabilities(loaded))) {
      throw new EmotionException(
          "the model as written computes other logits than the model in memory; nothing was kept."
              + " This is a defect of an encoder's, adapter's or fusion's settings: report it");
    }
  }

  private static List<Double> thresholds(EmotionModel model) {
    return model
        .calibration()
        .thresholds()
        .map(t -> Arrays.stream(t.values()).boxed().toList())
        .orElse(List.of());
  }

  private static double[] probabilities(EmotionModel model) {
    double[] logits = new double[model.labels().size()];
    Arrays.setAll(logits, i -> i);
    return model.calibration().probabilities(logits);
  }

  private static Map<String, Tensor> run(EmotionModel model, Backend backend) {
    Graph graph = model.networks().whole(new LinkedHashSet<>(model.modalities()));
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (Input input : graph.inputs()) {
      inputs.put(input.name(), probe(input, random));
    }
    try (Executable executable =
        backend.compile(graph, model.weights(), ExecutionOptions.DEFAULT)) {
      return executable.run(inputs);
    }
  }

  private static Tensor probe(Input input, SplittableRandom random) {
    int[] shape =
        input.spec().shape().dims().stream()
            .mapToInt(d -> d.isNumber() ? d.number() : d.equals(Input.BATCH) ? ROWS : LENGTH)
            .toArray();
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (input.spec().type() == Type.F32) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        double value = random.nextDouble(-1, 1);
        values[i] =
            (float) (input.name().equals(ModelNetworks.QUALITY) ? 1 - value * value : value);
      }
      return Tensor.of(values, shape);
    }
    if (input.spec().type() == Type.I64) {
      return Tensor.of(random.longs(size, 0, 2).toArray(), shape);
    }
    boolean[] all = new boolean[size];
    Arrays.fill(all, true);
    return Tensor.of(all, shape);
  }
}
