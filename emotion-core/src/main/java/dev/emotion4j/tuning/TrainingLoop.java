package dev.emotion4j.tuning;

import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The training loop, once for every backend: epochs of shuffled mini-batches, validation after
 * each, early stopping, and the best weights put back at the end.
 *
 * @param epochs the most epochs, 1 or more
 * @param batchSize rows per step, 1 or more
 * @param learningRate the rate that the schedule scales
 * @param schedule how the rate moves
 * @param stopping what is watched, and when to end early
 * @param seed of the shuffling
 */
public record TrainingLoop(
    int epochs,
    int batchSize,
    double learningRate,
    Schedule schedule,
    EarlyStopping stopping,
    long seed) {
  /** Checks the ranges. */
  public TrainingLoop {
    if (epochs < 1 || batchSize < 1 || !(learningRate >= 0)) {
      throw new IllegalArgumentException(
          "epochs "
              + epochs
              + ", batch size "
              + batchSize
              + ", learning rate "
              + learningRate
              + "; expected 1 or more, 1 or more, 0 or more");
    }
  }

  /**
   * Trains; afterwards the trainer holds the best weights, or with {@link EarlyStopping#NEVER} the
   * last ones.
   *
   * @param validation measures the trainer's present weights, at least by the watched metric
   * @return a report per epoch
   */
  public List<EpochReport> run(
      Trainer trainer,
      TrainingData data,
      Function<Trainer, Map<Metric, Double>> validation,
      ProgressListener listener) {
    if (data.size() == 0) {
      throw new IllegalArgumentException("no training examples; expected at least one");
    }
    int perEpoch = batches(data, 1).size();
    int total = epochs * perEpoch;
    List<EpochReport> reports = new ArrayList<>();
    double best = stopping.metric().worst();
    boolean chooses = !stopping.metric().equals(EarlyStopping.EPOCH);
    Map<String, Tensor> bestWeights = chooses ? trainer.parameters() : Map.of();
    int bestEpoch = 0;
    for (int epoch = 1; epoch <= epochs && epoch - bestEpoch <= stopping.patience(); epoch++) {
      long start = System.nanoTime();
      double loss = epoch(trainer, data, epoch, perEpoch, total, listener);
      Map<Metric, Double> measured = validation.apply(trainer);
      double watched = watched(measured, epoch);
      boolean better = stopping.metric().improves(watched, best, stopping.margin());
      if (better) {
        best = watched;
        bestEpoch = epoch;
        bestWeights = chooses ? trainer.parameters() : bestWeights;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      EpochReport report =
          new EpochReport(epoch, epoch * perEpoch, loss, measured, seconds, better);
      reports.add(report);
      listener.onEpoch(report);
    }
    if (chooses) {
      trainer.restore(bestWeights);
    }
    return reports;
  }

  private double epoch(
      Trainer trainer,
      TrainingData data,
      int epoch,
      int perEpoch,
      int total,
      ProgressListener listener) {
    double sum = 0;
    int step = (epoch - 1) * perEpoch;
    for (int[] rows : batches(data, epoch)) {
      double rate = learningRate * schedule.factor(step, total);
      long chance = Initializer.mix(seed, "step " + step);
      double loss = trainer.step(data.graph(rows[0]), data.batch(rows, chance), rate);
      if (!Double.isFinite(loss)) {
        throw new dev.emotion4j.signal.EmotionException(
            "the loss is "
                + loss
                + " at step "
                + (step + 1)
                + " of epoch "
                + epoch
                + "; lower the learning rate (now "
                + rate
                + ") or clip the gradients");
      }
      sum += loss * rows.length;
      listener.onStep(++step, total, loss);
    }
    return sum / data.size();
  }

  private List<int[]> batches(TrainingData data, int epoch) {
    return Batches.of(
        data, batchSize, new SplittableRandom(Initializer.mix(seed, "epoch " + epoch)));
  }

  private double watched(Map<Metric, Double> measured, int epoch) {
    if (stopping.metric().equals(EarlyStopping.EPOCH)) {
      return epoch;
    }
    Double value = measured.get(stopping.metric());
    if (value == null) {
      throw new IllegalStateException(
          "validation measured "
              + measured.keySet()
              + "; expected '"
              + stopping.metric().name()
              + "'");
    }
    return value;
  }
}
