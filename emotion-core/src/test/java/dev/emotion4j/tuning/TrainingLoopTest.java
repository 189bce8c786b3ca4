package dev.emotion4j.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  private static final Graph ONE = Graph.record(new Echo("one"));
  private static final Graph OTHER = Graph.record(new Echo("other"));

  private record Echo(String output) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of(output, inputs.get("x"));
    }
  }

  /** Rows whose every third has other modalities. */
  private record Rows(int size) implements TrainingData {
    @Override
    public int length(int row) {
      return row * 7 % 11;
    }

    @Override
    public Graph graph(int row) {
      return row % 3 == 0 ? OTHER : ONE;
    }

    @Override
    public Map<String, Tensor> batch(int[] rows, long seed) {
      long[] chosen = Arrays.stream(rows).asLongStream().toArray();
      return Map.of("rows", Tensor.of(chosen, rows.length));
    }
  }

  /** Remembers its steps; its one weight is their number. */
  private static final class Counting implements Trainer {
    final List<List<Long>> batches = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();
    float weight;
    double loss = 1;

    @Override
    public double step(Graph graph, Map<String, Tensor> batch, double rate) {
      batches.add(Arrays.stream(batch.values().iterator().next().longs()).boxed().toList());
      rates.add(rate);
      weight++;
      return loss;
    }

    @Override
    public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
      throw new AssertionError("the loop takes whole steps");
    }

    @Override
    public void update(double rate) {
      throw new AssertionError("the loop takes whole steps");
    }

    @Override
    public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
      return inputs;
    }

    @Override
    public Map<String, Tensor> parameters() {
      return Map.of("weight", Tensor.scalar(weight));
    }

    @Override
    public Map<String, Tensor> state() {
      return parameters();
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      weight = state.values().iterator().next().getFloat(0);
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {}
  }

  private static TrainingLoop loop(int epochs, int patience) {
    return new TrainingLoop(
        epochs,
        4,
        0.5,
        Schedule.constant(),
        EarlyStopping.on(Metric.ACCURACY).patience(patience),
        7);
  }

  // One epoch after the other.
  private static Function<Trainer, Map<Metric, Double>> accuracies(double... values) {
    int[] epoch = {0};
    return trainer -> Map.of(Metric.ACCURACY, values[epoch[0]++]);
  }

  @Test
  void everyEpochTakesEveryRowOnceInBatchesOfOneGraph() {
    Counting trainer = new Counting();
    loop(2, 9).run(trainer, new Rows(23), accuracies(0.1, 0.2), ProgressListener.NONE);
    // 8 rows of one graph and 15 of the other make 2 + 4 batches.
    assertThat(trainer.batches).hasSize(12);
    for (List<List<Long>> epoch :
        List.of(trainer.batches.subList(0, 6), trainer.batches.subList(6, 12))) {
      List<Long> rows = epoch.stream().flatMap(List::stream).toList();
      assertThat(rows)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 23).mapToObj(i -> (long) i).toList());
    }
    assertThat(trainer.batches).allSatisfy(batch -> assertThat(graphs(batch)).hasSize(1));
    assertThat(trainer.batches.subList(0, 6)).isNotEqualTo(trainer.batches.subList(6, 12));
  }

  private static Set<Boolean> graphs(List<Long> batch) {
    return new LinkedHashSet<>(batch.stream().map(row -> row % 3 == 0).toList());
  }

  @Test
  void theSeedAloneDecidesTheOrder() {
    List<List<List<Long>>> runs = new ArrayList<>();
    for (long seed : new long[] {7, 7, 8}) {
      Counting trainer = new Counting();
      new TrainingLoop(1, 4, 0.5, Schedule.constant(), EarlyStopping.on(Metric.ACCURACY), seed)
          .run(trainer, new Rows(23), accuracies(0.1), ProgressListener.NONE);
      runs.add(trainer.batches);
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
  }

  @Test
  void batchesHoldSimilarLengths() {
    List<int[]> batches = Batches.of(new Rows(60), 5, new SplittableRandom(1));
    for (int[] batch : batches) {
      int[] lengths = Arrays.stream(batch).map(new Rows(60)::length).sorted().toArray();
      assertThat(lengths[lengths.length - 1] - lengths[0]).isLessThanOrEqualTo(3);
    }
    assertThat(Batches.of(new Rows(0), 5, new SplittableRandom(1))).isEmpty();
  }

  @Test
  void endingEarlyIsAResultAndTheBestWeightsAreRestored() {
    Counting trainer = new Counting();
    List<EpochReport> reports =
        loop(9, 2)
            .run(trainer, new Rows(4), accuracies(0.4, 0.6, 0.6, 0.5, 0.9), ProgressListener.NONE);
    assertThat(reports).hasSize(4);
    assertThat(reports.stream().map(EpochReport::best)).containsExactly(true, true, false, false);
    assertThat(reports.get(1).steps()).isEqualTo(4);
    assertThat(trainer.weight).isEqualTo(4); // after epoch 2 of 2 steps each
  }

  @Test
  void neverStoppingRunsEveryEpochAndKeepsTheLastWeightsWhateverIsMeasured() {
    Counting trainer = new Counting();
    List<EpochReport> reports =
        new TrainingLoop(3, 4, 0.5, Schedule.constant(), EarlyStopping.NEVER, 7)
            .run(trainer, new Rows(4), accuracies(0.8, Double.NaN, 0.1), ProgressListener.NONE);
    assertThat(reports).hasSize(3);
    assertThat(trainer.weight).isEqualTo(6); // after epoch 3 of 2 steps each
  }

  @Test
  void theBestWeightsAreRestoredWithoutEndingEarlyToo() {
    Counting trainer = new Counting();
    List<EpochReport> reports =
        loop(3, 9).run(trainer, new Rows(4), accuracies(0.8, 0.6, 0.7), ProgressListener.NONE);
    assertThat(reports).hasSize(3);
    assertThat(trainer.weight).isEqualTo(2);
  }

  @Test
  void aMeasureThatIsNeverANumberKeepsTheStart() {
    Counting trainer = new Counting();
    List<EpochReport> reports =
        loop(5, 2)
            .run(
                trainer,
                new Rows(4),
                accuracies(Double.NaN, Double.NaN, Double.NaN),
                ProgressListener.NONE);
    assertThat(reports).hasSize(2);
    assertThat(trainer.weight).isEqualTo(0);
  }

  @Test
  void lowerIsBetterForALoss() {
    Counting trainer = new Counting();
    double[] losses = {0.9, 0.3, 0.5};
    int[] epoch = {0};
    TrainingLoop loop =
        new TrainingLoop(3, 4, 0.5, Schedule.constant(), EarlyStopping.on(Metric.LOG_LOSS), 7);
    loop.run(
        trainer,
        new Rows(4),
        t -> Map.of(Metric.LOG_LOSS, losses[epoch[0]++]),
        ProgressListener.NONE);
    assertThat(trainer.weight).isEqualTo(4);
  }

  @Test
  void aLossThatIsNoNumberNamesStepEpochAndWhatToDo() {
    Counting trainer = new Counting();
    trainer.loss = Double.NaN;
    assertThatExceptionOfType(EmotionException.class)
        .isThrownBy(
            () -> loop(1, 2).run(trainer, new Rows(4), accuracies(0.1), ProgressListener.NONE))
        .withMessageContaining("the loss is NaN at step 1 of epoch 1")
        .withMessageContaining("lower the learning rate (now 0.5)");
  }

  @Test
  void theListenerHearsEveryStepAndEpoch() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void onStep(int step, int steps, double loss) {
            heard.add(step + "/" + steps + " " + loss);
          }

          @Override
          public void onEpoch(EpochReport report) {
            heard.add("epoch " + report.epoch() + " " + report.trainingLoss());
          }
        };
    loop(2, 9).run(new Counting(), new Rows(3), accuracies(0.1, 0.2), listener);
    assertThat(heard)
        .containsExactly("1/4 1.0", "2/4 1.0", "epoch 1 1.0", "3/4 1.0", "4/4 1.0", "epoch 2 1.0");
  }

  @Test
  void noExampleAndAMissingMetricAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                loop(1, 2).run(new Counting(), new Rows(0), accuracies(0.1), ProgressListener.NONE))
        .withMessageContaining("no training examples");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                loop(1, 2)
                    .run(
                        new Counting(),
                        new Rows(4),
                        t -> Map.of(Metric.MACRO_F1, 0.5),
                        ProgressListener.NONE))
        .withMessageContaining("macroF1")
        .withMessageContaining("expected 'accuracy'");
  }

  @Test
  void theScheduleRisesAndFallsAsByHand() {
    Schedule linear = Schedule.linear(0.2);
    double[] expected = {0.5, 1, 1, 7 / 8.0, 6 / 8.0, 5 / 8.0, 4 / 8.0, 3 / 8.0, 2 / 8.0, 1 / 8.0};
    for (int step = 0; step < 10; step++) {
      assertThat(linear.factor(step, 10)).isCloseTo(expected[step], within(1e-12));
      assertThat(Schedule.constant().factor(step, 10)).isEqualTo(1);
    }
    assertThat(Schedule.linear(0).factor(0, 1)).isEqualTo(1);
    assertThat(Schedule.linear(1).factor(3, 4)).isEqualTo(1);
    assertThat(Schedule.linear(0.06).factor(0, 5)).isEqualTo(1); // no whole step of warm-up
  }

  @Test
  void theTrainerGetsTheScheduledRates() {
    Counting trainer = new Counting();
    new TrainingLoop(2, 4, 0.5, Schedule.linear(0.5), EarlyStopping.on(Metric.ACCURACY), 7)
        .run(trainer, new Rows(4), accuracies(0.1, 0.2), ProgressListener.NONE);
    assertThat(trainer.rates).containsExactly(0.25, 0.5, 0.5, 0.25);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    EarlyStopping stopping = EarlyStopping.on(Metric.ACCURACY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingLoop(0, 4, 1, Schedule.constant(), stopping, 7))
        .withMessageContaining("epochs 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingLoop(1, 4, Double.NaN, Schedule.constant(), stopping, 7))
        .withMessageContaining("learning rate NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> stopping.patience(0));
    assertThatIllegalArgumentException().isThrownBy(() -> stopping.margin(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> Schedule.linear(1.5));
  }

  @Test
  void anExampleHasLabelsAndShowsNoContent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Example.of("canary"))
        .withMessageContaining("without labels");
    assertThat(Example.of("canary", "joy", "fear").toString())
        .contains("joy", "fear")
        .doesNotContain("canary");
  }
}
