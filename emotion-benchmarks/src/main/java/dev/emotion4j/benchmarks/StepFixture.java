package dev.emotion4j.benchmarks;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.backend.djl.TorchPrograms;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One training step as the PyTorch peer does it: MiniLM, batch 16, length 128, all tokens unmasked,
 * dropout .1, mean pooling, 7 labels, AdamW with weight decay .01; full, or LoRA of rank 8 on query
 * and value.
 */
final class StepFixture implements AutoCloseable {
  private static final double RATE = 2e-5;

  private final Trainer trainer;
  private final Graph loss;
  private final TrainingPlan plan;
  private final Map<String, Tensor> batch;

  StepFixture(String mode, int rows, int length, int threads) {
    List<Adapter> adapters =
        mode.equals("lora") ? List.of(Adapters.lora(8, 16).on("query", "value")) : List.of();
    TextEncoder encoder = Encoders.miniLm().withDropout(0.1);
    EmotionModel model =
        new EmotionModel(
            "benchmark",
            LabelSet.EKMAN,
            List.of(encoder),
            Fusion.concat(),
            adapters,
            Weights.initialized(1),
            0.1,
            Calibration.NONE,
            Map.of());
    loss = model.networks().loss(Set.of(Modality.TEXT), CrossEntropy.soft(7));
    boolean lora = !adapters.isEmpty();
    Backend djl = Providers.named(Backend.class, Backend::name, "djl", "");
    plan =
        TrainingPlan.of(model.weights(), AdamW.of(RATE), List.of(loss))
            .trainable(
                p ->
                    !lora
                        || p.owner() == Parameter.Owner.ADAPTER
                        || p.path().startsWith("classifier."))
            .seed(1)
            .options(ExecutionOptions.DEFAULT.threads(threads));
    trainer = djl.training().orElseThrow().start(plan);
    batch = batch(rows, length);
  }

  private static Map<String, Tensor> batch(int rows, int length) {
    SplittableRandom random = new SplittableRandom(1);
    boolean[] mask = new boolean[rows * length];
    Arrays.fill(mask, true);
    float[] targets = new float[rows * 7];
    for (int i = 0; i < rows; i++) {
      targets[i * 7 + random.nextInt(7)] = 1;
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put(
        "input_ids",
        Tensor.of(random.longs(rows * (long) length, 0, 30522).toArray(), rows, length));
    inputs.put("attention_mask", Tensor.of(mask, rows, length));
    inputs.put("token_type_ids", Tensor.of(new long[rows * length], rows, length));
    inputs.put("targets", Tensor.of(targets, rows, 7));
    return inputs;
  }

  /** Writes the step as a program for another machine. */
  void write(Device device, Path folder) throws IOException {
    TorchPrograms.step(plan, loss, device, folder);
  }

  double step() {
    return trainer.step(loss, batch, RATE);
  }

  @Override
  public void close() {
    trainer.close();
  }
}
