package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Offset<Double> CLOSE = within(1e-13);

  @Test
  void classMetricsAreScikitLearns() {
    List<GoldenJson> cases = GoldenJson.resource("metrics/metrics.json").get("classes").list();
    assertThat(cases).isNotEmpty();
    for (GoldenJson golden : cases) {
      int classes = (int) golden.get("classes").number();
      int[] truth = golden.get("true").ints();
      int[] predicted = golden.get("predicted").ints();
      assertThat(Metrics.accuracy(truth, predicted))
          .isEqualTo(golden.get("accuracy").number(), CLOSE);
      assertThat(Metrics.balancedAccuracy(classes, truth, predicted))
          .isEqualTo(golden.get("balancedAccuracy").number(), CLOSE);
      assertThat(Metrics.macroF1(classes, truth, predicted))
          .isEqualTo(golden.get("macroF1").number(), CLOSE);
      assertThat(Metrics.microF1(classes, truth, predicted))
          .isEqualTo(golden.get("microF1").number(), CLOSE);
      assertThat(Metrics.weightedF1(classes, truth, predicted))
          .isEqualTo(golden.get("weightedF1").number(), CLOSE);
      double[][] probabilities = golden.get("logits").rows();
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = TemperatureScaling.NONE.softmax(probabilities[i]);
      }
      assertThat(Metrics.logLoss(truth, probabilities))
          .isEqualTo(golden.get("logLoss").number(), CLOSE);
    }
  }

  @Test
  void labelSetMetricsAreScikitLearns() {
    for (GoldenJson golden : GoldenJson.resource("metrics/metrics.json").get("sets").list()) {
      boolean[][] truth = golden.get("true").sets();
      assertThat(Metrics.jaccard(truth, golden.get("predicted").sets()))
          .isEqualTo(golden.get("jaccard").number(), CLOSE);
      assertThat(Metrics.logLoss(truth, golden.get("probabilities").rows()))
          .isEqualTo(golden.get("logLoss").number(), CLOSE);
    }
  }

  @Test
  void valueMetricsAreNumPys() {
    for (GoldenJson golden : GoldenJson.resource("metrics/metrics.json").get("values").list()) {
      double[] truth = golden.get("true").numbers();
      double[] predicted = golden.get("predicted").numbers();
      assertThat(Metrics.mse(truth, predicted)).isEqualTo(golden.get("mse").number(), CLOSE);
      assertThat(Metrics.pearson(truth, predicted))
          .isEqualTo(golden.get("pearson").number(), CLOSE);
      assertThat(Metrics.ccc(truth, predicted)).isEqualTo(golden.get("ccc").number(), CLOSE);
    }
  }

  @Test
  void concordanceByHand() {
    double[] x = {1, 2, 3};
    assertThat(Metrics.ccc(x, x)).isEqualTo(1);
    assertThat(Metrics.ccc(x, new double[] {3, 2, 1})).isEqualTo(-1);
    // covariance 2/3, variances 2/3 each, means one apart: (4/3) / (4/3 + 1)
    assertThat(Metrics.ccc(x, new double[] {2, 3, 4})).isEqualTo(4 / 7.0, CLOSE);
    assertThat(Metrics.pearson(x, new double[] {2, 3, 4})).isEqualTo(1, CLOSE);
    assertThat(Metrics.mse(x, new double[] {2, 3, 5})).isEqualTo(2);
  }

  @Test
  void aConstantHasNoCorrelation() {
    double[] constant = {0.1, 0.1, 0.1};
    assertThat(Metrics.pearson(constant, new double[] {1, 2, 3})).isZero();
    assertThat(Metrics.ccc(constant, new double[] {1, 2, 3})).isZero();
    assertThat(Metrics.ccc(constant, constant)).isZero();
  }

  @Test
  void aLargeMeanCostsNoDigits() {
    double[] x = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    assertThat(Metrics.pearson(x, new double[] {1, 2, 4}))
        .isEqualTo(Metrics.pearson(new double[] {1, 2, 3}, new double[] {1, 2, 4}), CLOSE);
  }

  @Test
  void concordanceNeverExceedsCorrelation() {
    long seed = Long.getLong("emotion.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      int n = 2 + random.nextInt(30);
      double[] x = random.doubles(n, -3, 3).toArray();
      double[] y = random.doubles(n, -1, 4).toArray();
      assertThat(Math.abs(Metrics.ccc(x, y)))
          .as("-Demotion.seed=%d", seed)
          .isLessThanOrEqualTo(Math.abs(Metrics.pearson(x, y)) + 1e-12);
      assertThat(Metrics.ccc(x, y))
          .as("-Demotion.seed=%d", seed)
          .isEqualTo(Metrics.ccc(y, x), CLOSE);
    }
  }

  @Test
  void logLossByHand() {
    assertThat(Metrics.logLoss(new int[] {0, 1}, new double[][] {{0.5, 0.5}, {0.75, 0.25}}))
        .isEqualTo(1.5 * Math.log(2), CLOSE);
    assertThat(Metrics.logLoss(new boolean[][] {{true, false}}, new double[][] {{0.5, 0.75}}))
        .isEqualTo(1.5 * Math.log(2), CLOSE);
    assertThat(Metrics.logLoss(new int[] {0}, new double[][] {{0, 1}}))
        .isEqualTo(52 * Math.log(2), CLOSE);
  }

  @Test
  void anEmptySetAgainstAnEmptySetIsFullOverlap() {
    assertThat(Metrics.jaccard(new boolean[][] {{false, false}}, new boolean[][] {{false, false}}))
        .isEqualTo(1);
    assertThat(Metrics.jaccard(new boolean[][] {{true, true}}, new boolean[][] {{true, false}}))
        .isEqualTo(0.5);
    assertThat(Metrics.jaccard(new boolean[][] {{true, false}}, new boolean[][] {{false, false}}))
        .isZero();
  }

  @Test
  void theTopIsTheFirstOfEquals() {
    assertThat(Metrics.top(new double[][] {{0.2, 0.4, 0.4}, {Double.NEGATIVE_INFINITY, -3}}))
        .containsExactly(1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.top(new double[][] {{1}, {0, Double.NaN}}))
        .withMessageStartingWith("sample 1: value 1 is NaN");
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.mse(new double[] {1}, new double[] {Double.NaN}))
        .withMessageContaining("prediction of sample 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.ccc(new double[2], new double[3]))
        .withMessageContaining("2 true values but 3 predictions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.pearson(new double[0], new double[0]))
        .withMessageContaining("empty set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.logLoss(new int[1], new double[][] {{Double.NaN, 1}}))
        .withMessageContaining(
            "probability of sample 0 is NaN, expected 0..1; give probabilities, not logits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.logLoss(new int[1], new double[][] {{0.5, 0.6}}))
        .withMessageContaining("add up to 1.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metrics.macroF1(2, new int[] {2}, new int[] {0}))
        .withMessage("truth of sample 0 is class 2, expected 0..1");
  }

  @Test
  void metricsAreFoundByNameInAnySpelling() {
    assertThat(Metric.of("macro_f1")).isEqualTo(Metric.MACRO_F1);
    assertThat(Metric.of("Log-Loss")).isEqualTo(Metric.LOG_LOSS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Metric.of("f2"))
        .withMessageStartingWith("unknown metric 'f2'; known: accuracy, balancedAccuracy, macroF1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Metric(" ", true))
        .withMessageContaining("blank name");
  }

  @Test
  void improvementGoesTheMetricsWayAndNaNNeverWins() {
    assertThat(Metric.MACRO_F1.improves(0.6, 0.5, 0.05)).isTrue();
    assertThat(Metric.MACRO_F1.improves(0.54, 0.5, 0.05)).isFalse();
    assertThat(Metric.LOSS.improves(0.4, 0.5, 0)).isTrue();
    assertThat(Metric.LOSS.improves(0.5, 0.5, 0)).isFalse();
    assertThat(Metric.LOSS.improves(Double.NaN, 0.5, 0)).isFalse();
    assertThat(Metric.LOSS.improves(9, Double.NaN, 0)).isTrue();
    assertThat(Metric.LOSS.improves(9, Metric.LOSS.worst(), 0.1)).isTrue();
    assertThat(Metric.CCC.improves(-1, Metric.CCC.worst(), 0.1)).isTrue();
  }
}
