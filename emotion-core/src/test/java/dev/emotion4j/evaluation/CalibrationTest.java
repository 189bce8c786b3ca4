package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void expectedCalibrationErrorByHand() {
    ReliabilityDiagram diagram =
        ReliabilityDiagram.of(
            new double[] {0.9, 0.8, 0.6, 0.3}, new boolean[] {true, false, true, true}, 2);
    assertThat(diagram.bins()).hasSize(2);
    assertThat(diagram.bins().get(0)).isEqualTo(new ReliabilityDiagram.Bin(0, 0.5, 1, 0.3, 1));
    assertThat(diagram.bins().get(1).count()).isEqualTo(3);
    // (1 * |1 - 0.3| + 3 * |2/3 - 2.3/3|) / 4
    assertThat(diagram.expectedCalibrationError()).isEqualTo(0.25, within(1e-12));
    assertThat(diagram.maximumCalibrationError()).isEqualTo(0.7, within(1e-12));
    assertThat(diagram.text())
        .contains("0.000-0.500")
        .endsWith("expected calibration error 0.2500\n");
  }

  @Test
  void aConfidenceOnTheEdgeBelongsToTheLowerBin() {
    for (int bins = 1; bins <= 30; bins++) {
      for (int b = 0; b <= bins; b++) {
        ReliabilityDiagram diagram =
            ReliabilityDiagram.of(new double[] {(double) b / bins}, new boolean[] {true}, bins);
        assertThat(diagram.bins().get(Math.max(0, b - 1)).count())
            .as("%d of %d", b, bins)
            .isEqualTo(1);
      }
    }
  }

  @Test
  void theTopClassGivesTheConfidence() {
    ReliabilityDiagram diagram =
        ReliabilityDiagram.of(new int[] {0, 0}, new double[][] {{0.75, 0.25}, {0.25, 0.75}}, 1);
    assertThat(diagram.bins().get(0)).isEqualTo(new ReliabilityDiagram.Bin(0, 1, 2, 0.75, 0.5));
  }

  @Test
  void perfectConfidenceHasNoError() {
    assertThat(
            ReliabilityDiagram.of(new double[] {1, 1}, new boolean[] {true, true}, 15)
                .expectedCalibrationError())
        .isZero();
  }

  @Test
  void twoClassesHaveATemperatureInClosedForm() {
    // 3 of 4 right at a margin of 4: sigmoid(4 / t) = 0.75, so t = 4 / ln 3
    double[][] logits = {{4, 0}, {4, 0}, {4, 0}, {4, 0}};
    assertThat(TemperatureScaling.fit(new int[] {0, 0, 0, 1}, logits).temperature())
        .isEqualTo(4 / Math.log(3), within(1e-12));
    boolean[][] truth = {{true}, {true}, {true}, {false}};
    assertThat(TemperatureScaling.fit(truth, new double[][] {{4}, {4}, {4}, {4}}).temperature())
        .isEqualTo(4 / Math.log(3), within(1e-12));
    assertThat(
            TemperatureScaling.fit(new double[][] {{0.75, 0.25}}, new double[][] {{4, 0}})
                .temperature())
        .isEqualTo(4 / Math.log(3), within(1e-12));
  }

  @Test
  void theFittedTemperatureIsSciPys() {
    List<GoldenJson> cases = GoldenJson.resource("metrics/metrics.json").get("classes").list();
    assertThat(cases).isNotEmpty();
    for (GoldenJson golden : cases) {
      // SciPy minimises the loss itself and so knows only about half of the digits
      assertThat(
              TemperatureScaling.fit(golden.get("true").ints(), golden.get("logits").rows())
                  .temperature())
          .isEqualTo(golden.get("temperature").number(), within(1e-6));
    }
  }

  @Test
  void noOtherTemperatureHasALowerLossAndTheClassesKeepTheirOrder() {
    long seed = Long.getLong("emotion.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = random.ints(60, 0, 4).toArray();
    double[][] logits = new double[60][];
    for (int i = 0; i < 60; i++) {
      logits[i] = random.doubles(4, -4, 4).toArray();
      logits[i][truth[i]] += 2;
    }
    double best = TemperatureScaling.fit(truth, logits).temperature();
    for (double factor : new double[] {0.5, 0.9, 0.999, 1.001, 1.1, 2}) {
      assertThat(loss(truth, logits, best * factor))
          .as("-Demotion.seed=%d", seed)
          .isGreaterThan(loss(truth, logits, best));
    }
    assertThat(Metrics.top(probabilities(logits, best)))
        .as("-Demotion.seed=%d", seed)
        .isEqualTo(Metrics.top(logits));
  }

  private static double[][] probabilities(double[][] logits, double temperature) {
    return Arrays.stream(logits)
        .map(new TemperatureScaling(temperature)::softmax)
        .toArray(double[][]::new);
  }

  private static double loss(int[] truth, double[][] logits, double temperature) {
    return Metrics.logLoss(truth, probabilities(logits, temperature));
  }

  @Test
  void temperaturesWithoutAMinimumEndAtTheBounds() {
    double[][] logits = {{2, 0}, {2, 0}};
    assertThat(TemperatureScaling.fit(new int[] {0, 0}, logits).temperature())
        .isEqualTo(TemperatureScaling.LOWEST);
    assertThat(TemperatureScaling.fit(new int[] {1, 1}, logits).temperature())
        .isEqualTo(TemperatureScaling.HIGHEST);
    assertThat(TemperatureScaling.fit(new int[] {0, 1}, new double[][] {{3, 3}, {1, 1}}))
        .isEqualTo(TemperatureScaling.NONE);
  }

  @Test
  void largeLogitsDoNotOverflow() {
    assertThat(TemperatureScaling.NONE.softmax(new double[] {1e6, 0})).containsExactly(1, 0);
    assertThat(TemperatureScaling.NONE.sigmoid(new double[] {1e6, -1e6, 0}))
        .containsExactly(1, 0, 0.5);
    assertThat(new TemperatureScaling(2).softmax(new double[] {2 * Math.log(3), 0})[0])
        .isEqualTo(0.75, within(1e-15));
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(new int[1], new double[][] {{Double.NaN, 1}}))
        .withMessageContaining("logit of sample 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(new int[0], new double[0][]))
        .withMessageContaining("empty set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(new int[] {2}, new double[][] {{0, 1}}))
        .withMessageContaining("class 2, expected 0..1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TemperatureScaling(0))
        .withMessageContaining("temperature is 0.0, expected a finite number above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReliabilityDiagram.of(new double[] {1.5}, new boolean[1], 15))
        .withMessageContaining("confidence of sample 0 is 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReliabilityDiagram.of(new double[] {1}, new boolean[1], 0))
        .withMessageContaining("bins is 0");
  }
}
