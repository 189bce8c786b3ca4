package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.LabelSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdsTest {

  private static Thresholds one(double[] probabilities, boolean... truth) {
    double[][] rows = new double[truth.length][];
    boolean[][] sets = new boolean[truth.length][];
    for (int i = 0; i < truth.length; i++) {
      rows[i] = new double[] {probabilities[i]};
      sets[i] = new boolean[] {truth[i]};
    }
    return Thresholds.maximizeF1(rows, sets);
  }

  @Test
  void theThresholdLiesInTheMiddleOfTheGap() {
    assertThat(one(new double[] {0.9, 0.7, 0.3, 0.1}, true, true, false, false).value(0))
        .isEqualTo(0.5, within(1e-15));
    assertThat(one(new double[] {0.9, 0.2, 0.1, 0.05}, true, true, false, false).value(0))
        .isEqualTo(0.15, within(1e-15));
  }

  @Test
  void equallyGoodPlacesGoToTheWiderGap() {
    // one taken: F1 2/3; four taken: 4/6 as well; the gap below the first is 0.5 wide, that below
    // the last 0.1
    assertThat(one(new double[] {0.9, 0.4, 0.3, 0.1}, true, false, false, true).value(0))
        .isEqualTo(0.65, within(1e-15));
    assertThat(one(new double[] {0.9, 0.85, 0.8, 0.6}, true, false, false, true).value(0))
        .isEqualTo(0.3, within(1e-15));
  }

  @Test
  void equalProbabilitiesAreNeverTornApart() {
    Thresholds thresholds = one(new double[] {0.6, 0.6, 0.6, 0.2}, true, false, true, false);
    assertThat(thresholds.value(0)).isEqualTo(0.4, within(1e-15));
    assertThat(thresholds.apply(new double[] {0.6})).containsExactly(true);
  }

  @Test
  void neighborsWithoutANumberBetweenThemStillSeparate() {
    double low = 0.5;
    double high = Math.nextUp(low);
    Thresholds thresholds = one(new double[] {high, low}, true, false);
    assertThat(thresholds.apply(new double[][] {{high}, {low}}))
        .isDeepEqualTo(new boolean[][] {{true}, {false}});
  }

  @Test
  void aLabelThatNeverOccursKeepsTheDefault() {
    assertThat(one(new double[] {0.9, 0.1}, false, false).value(0)).isEqualTo(Thresholds.DEFAULT);
  }

  @Test
  void noOtherThresholdGivesAHigherF1AndTheOrderOfSamplesDoesNotMatter() {
    long seed = Long.getLong("emotion.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 30; round++) {
      int n = 1 + random.nextInt(40);
      double[][] probabilities = new double[n][3];
      boolean[][] truth = new boolean[n][3];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < 3; j++) {
          probabilities[i][j] = random.nextInt(11) / 10.0;
          truth[i][j] = random.nextDouble() < 0.4;
        }
      }
      Thresholds best = Thresholds.maximizeF1(probabilities, truth);
      ClassificationReport report = report(truth, best.apply(probabilities));
      for (int step = 0; step <= 20; step++) {
        ClassificationReport other =
            report(truth, Thresholds.uniform(3, step / 20.0).apply(probabilities));
        for (String name : report.labels().names()) {
          assertThat(other.label(name).f1())
              .as("-Demotion.seed=%d", seed)
              .isLessThanOrEqualTo(report.label(name).f1());
        }
      }
      int[] reversed = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
      Thresholds again =
          Thresholds.maximizeF1(
              IntStream.of(reversed).mapToObj(i -> probabilities[i]).toArray(double[][]::new),
              IntStream.of(reversed).mapToObj(i -> truth[i]).toArray(boolean[][]::new));
      assertThat(again.values()).as("-Demotion.seed=%d", seed).isEqualTo(best.values());
    }
  }

  private static ClassificationReport report(boolean[][] truth, boolean[][] predicted) {
    return ClassificationReport.multiLabel(LabelSet.of("a", "b", "c"), truth, predicted);
  }

  @Test
  void aProbabilityOnTheThresholdCounts() {
    assertThat(Thresholds.of(0.5, 0.2).apply(new double[] {0.5, 0.1})).containsExactly(true, false);
    assertThat(Thresholds.of(0.5, 0.25)).hasToString("Thresholds[0.5, 0.25]");
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one(new double[] {Double.NaN}, true))
        .withMessageContaining("probability of sample 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.maximizeF1(new double[0][], new boolean[0][]))
        .withMessageContaining("empty set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.maximizeF1(new double[1][2], new boolean[1][3]))
        .withMessage("prediction of sample 0 has 2 values, expected 3, one per label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.of(0.5, 1.5))
        .withMessage("threshold 1 is 1.5, expected 0..1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.of(0.5).apply(new double[2]))
        .withMessageContaining("has 2 values, expected 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.of(0.5).value(1))
        .withMessage("label index 1 is outside 0..0");
  }
}
