package dev.emotion4j.assembly;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Objective;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs fusion and head over evidence, in batches of bounded size. Thread-safe. */
final class FusionRun {
  // Rows times padded steps in one batch: without tokens a step is one row.
  private static final LengthBatches PLAN = new LengthBatches(4096, 256, false);

  private final EmotionModel model;
  private final Executable fusion;

  FusionRun(EmotionModel model, Executable fusion) {
    this.model = model;
    this.fusion = fusion;
  }

  /** Returns the logits per row; every row has at least one modality. */
  double[][] logits(Evidence evidence) {
    double[][] logits = new double[evidence.rows()][];
    int[] lengths = new int[evidence.rows()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = evidence.length(i);
    }
    for (int[] batch : PLAN.plan(lengths)) {
      Tensor out = Runner.result(fusion.run(inputs(evidence.rows(batch))), Objective.LOGITS);
      float[] values = out.floats();
      int labels = out.dim(1);
      for (int b = 0; b < batch.length; b++) {
        logits[batch[b]] = new double[labels];
        for (int label = 0; label < labels; label++) {
          logits[batch[b]][label] = values[b * labels + label];
        }
      }
    }
    return logits;
  }

  private Map<String, Tensor> inputs(Evidence evidence) {
    int rows = evidence.rows();
    int modalities = model.encoders().size();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int m = 0; m < modalities; m++) {
      ModalityEncoder encoder = model.encoders().get(m);
      Evidence.Part part = evidence.parts().get(m);
      float[] flat = new float[rows * encoder.width()];
      for (int i = 0; i < rows; i++) {
        copy(part.features()[i], flat, i * encoder.width());
      }
      inputs.put(
          ModelNetworks.featuresOf(encoder.modality()), Tensor.of(flat, rows, encoder.width()));
      if (model.networks().passesTokens(encoder)) {
        tokens(encoder, part, rows, inputs);
      }
    }
    boolean[] present = new boolean[rows * modalities];
    float[] quality = new float[rows * modalities];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(evidence.present()[i], 0, present, i * modalities, modalities);
      System.arraycopy(evidence.quality()[i], 0, quality, i * modalities, modalities);
    }
    inputs.put(ModelNetworks.PRESENT, Tensor.of(present, rows, modalities));
    inputs.put(ModelNetworks.QUALITY, Tensor.of(quality, rows, modalities));
    return inputs;
  }

  private static void tokens(
      ModalityEncoder encoder, Evidence.Part part, int rows, Map<String, Tensor> inputs) {
    int width = encoder.tokenWidth();
    int longest = 1;
    for (int i = 0; i < rows; i++) {
      longest = Math.max(longest, part.steps(i));
    }
    float[] values = new float[Math.multiplyExact(rows * longest, width)];
    boolean[] mask = new boolean[rows * longest];
    for (int i = 0; i < rows; i++) {
      copy(part.tokens()[i], values, i * longest * width);
      System.arraycopy(
          part.steps(i) == 0 ? new boolean[0] : part.masks()[i],
          0,
          mask,
          i * longest,
          part.steps(i));
    }
    inputs.put(ModelNetworks.tokensOf(encoder.modality()), Tensor.of(values, rows, longest, width));
    inputs.put(ModelNetworks.tokenMaskOf(encoder.modality()), Tensor.of(mask, rows, longest));
  }

  private static void copy(float @org.jspecify.annotations.Nullable [] row, float[] into, int at) {
    if (row != null) {
      System.arraycopy(row, 0, into, at, row.length);
    }
  }
}
