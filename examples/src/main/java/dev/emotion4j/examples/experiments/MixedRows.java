package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.tuning.TrainingData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Voices of a batch mixed in pairs, inputs and targets by the same share (mixup, Zhang et al.,
 * 2018): the share is of a Beta distribution whose two parameters are {@code alpha}. Of the
 * log-mel, the frames that both have are mixed.
 *
 * @param rows of a model whose only modality is a voice encoder's
 * @param alpha above 0; small values mostly leave rows as they are
 */
record MixedRows(PreparedData rows, double alpha) implements TrainingData {
  private static final String MEL = "mel";
  private static final String FRAME_MASK = "frame_mask";
  private static final String FUNCTIONALS = "functionals";

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int length(int row) {
    return rows.length(row);
  }

  @Override
  public Graph graph(int row) {
    return rows.graph(row);
  }

  @Override
  public Map<String, Tensor> batch(int[] chosen, long seed) {
    Map<String, Tensor> batch = new LinkedHashMap<>(rows.batch(chosen, seed));
    SplittableRandom random = new SplittableRandom(seed);
    int[] partner = new int[chosen.length];
    float[] share = new float[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      int j = random.nextInt(i + 1);
      partner[i] = partner[j];
      partner[j] = i;
    }
    for (int i = 0; i < chosen.length; i++) {
      share[i] = (float) beta(random);
    }
    boolean[] there = tensor(batch, FRAME_MASK).booleans();
    int mels = tensor(batch, MEL).dim(2);
    boolean[] both = new boolean[there.length * mels];
    int frames = there.length / chosen.length;
    for (int i = 0; i < both.length; i++) {
      int frame = i / mels;
      both[i] = there[frame] && there[partner[frame / frames] * frames + frame % frames];
    }
    batch.put(MEL, mixed(tensor(batch, MEL), partner, share, both));
    for (String name : new String[] {FUNCTIONALS, PreparedData.TARGETS}) {
      boolean[] all = new boolean[tensor(batch, name).size()];
      java.util.Arrays.fill(all, true);
      batch.put(name, mixed(tensor(batch, name), partner, share, all));
    }
    return batch;
  }

  private static Tensor tensor(Map<String, Tensor> batch, String name) {
    return Objects.requireNonNull(batch.get(name), name);
  }

  private static Tensor mixed(Tensor tensor, int[] partner, float[] share, boolean[] where) {
    float[] values = tensor.floats();
    float[] mixed = values.clone();
    int width = values.length / partner.length;
    for (int i = 0; i < values.length; i++) {
      int row = i / width;
      if (where[i]) {
        float other = values[partner[row] * width + i % width];
        mixed[i] = other + share[row] * (values[i] - other);
      }
    }
    return Tensor.of(mixed, tensor.shape());
  }

  /** A number of the Beta distribution (Jöhnk, 1964). */
  private double beta(SplittableRandom random) {
    while (true) {
      double x = Math.pow(random.nextDouble(), 1 / alpha);
      double y = Math.pow(random.nextDouble(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }
}
