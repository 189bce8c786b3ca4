package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.LabelSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final LabelSet LABELS = LabelSet.of("joy", "anger");
  private static final int[] TRUTH = IntStream.range(0, 40).map(i -> i % 2).toArray();

  private static ClassificationReport report(int everyNthWrong) {
    int[] predicted =
        IntStream.range(0, 40).map(i -> i % everyNthWrong == 0 ? 1 - TRUTH[i] : TRUTH[i]).toArray();
    return ClassificationReport.singleLabel(LABELS, TRUTH, predicted);
  }

  @Test
  void theIntervalOfAMeanIsAboutTheNormalOne() {
    SplittableRandom random = new SplittableRandom(7);
    double[] values = random.doubles(400).toArray();
    double mean = Sums.mean(values);
    ConfidenceInterval interval =
        Bootstrap.seeded(1)
            .resamples(4000)
            .interval(400, rows -> IntStream.of(rows).mapToDouble(i -> values[i]).sum() / 400);
    double error = Math.sqrt(1 / 12.0 / 400);
    assertThat(interval.estimate()).isEqualTo(mean, within(1e-12));
    assertThat(interval.lower()).isEqualTo(mean - 1.96 * error, within(error / 4));
    assertThat(interval.upper()).isEqualTo(mean + 1.96 * error, within(error / 4));
  }

  @Test
  void theEndsAreQuantilesInterpolatedAsNumPyDoes() {
    AtomicInteger calls = new AtomicInteger(-1);
    ConfidenceInterval interval =
        Bootstrap.seeded(1).resamples(5).level(0.9).interval(3, rows -> calls.getAndIncrement());
    assertThat(interval.estimate()).isEqualTo(-1);
    assertThat(interval.lower()).isEqualTo(0.2, within(1e-12));
    assertThat(interval.upper()).isEqualTo(3.8, within(1e-12));
  }

  @Test
  void oneSeedGivesOneInterval() {
    ClassificationReport report = report(5);
    assertThat(report.interval(Metric.MACRO_F1, Bootstrap.seeded(3)))
        .isEqualTo(report.interval(Metric.MACRO_F1, Bootstrap.seeded(3)))
        .isNotEqualTo(report.interval(Metric.MACRO_F1, Bootstrap.seeded(4)));
    assertThat(report.interval(Metric.ACCURACY, Bootstrap.seeded(3)).estimate()).isEqualTo(0.8);
  }

  @Test
  void aLowerLevelGivesANarrowerInterval() {
    ConfidenceInterval wide = report(5).interval(Metric.ACCURACY, Bootstrap.seeded(3).level(0.99));
    ConfidenceInterval narrow = report(5).interval(Metric.ACCURACY, Bootstrap.seeded(3).level(0.5));
    assertThat(narrow.upper() - narrow.lower()).isLessThan(wide.upper() - wide.lower());
    assertThat(wide.contains(0.8)).isTrue();
    assertThat(new ConfidenceInterval(0.5, 0.25, 0.75, 0.9)).hasToString("0.500 [0.250, 0.750]");
  }

  @Test
  void aReportComparedWithItselfDiffersInNothing() {
    ReportComparison comparison = ReportComparison.of(report(5), report(5), Bootstrap.seeded(1));
    ConfidenceInterval nothing = new ConfidenceInterval(0, 0, 0, 0.95);
    assertThat(comparison.labels().values())
        .hasSize(2)
        .allMatch(change -> change.difference().equals(nothing));
    assertThat(comparison.metrics().values())
        .hasSize(5)
        .allMatch(change -> change.difference().equals(nothing));
    assertThat(comparison.text()).doesNotContain("] *");
  }

  @Test
  void aClearGainIsMarked() {
    ReportComparison comparison = ReportComparison.of(report(2), report(20), Bootstrap.seeded(1));
    ReportComparison.Change change =
        comparison
            .metrics()
            .getOrDefault(
                Metric.ACCURACY,
                new ReportComparison.Change(0, 0, new ConfidenceInterval(0, 0, 0, 0)));
    assertThat(change.before()).isEqualTo(0.5);
    assertThat(change.after()).isEqualTo(0.95);
    assertThat(change.difference().estimate()).isEqualTo(0.45, within(1e-12));
    assertThat(change.difference().lower()).isPositive();
    assertThat(comparison.text())
        .contains("    before     after    change  95 % interval")
        .containsPattern(
            " accuracy     0\\.500     0\\.950    \\+0\\.450  \\[\\+0\\.\\d{3}, \\+0\\.\\d{3}\\] \\*\n")
        .endsWith("F1 per label, 40 samples; * = the interval does not hold 0\n");
  }

  @Test
  void pairingMakesTheIntervalOfTheDifferenceNarrow() {
    ReportComparison comparison = ReportComparison.of(report(5), report(10), Bootstrap.seeded(1));
    ConfidenceInterval one = report(5).interval(Metric.ACCURACY, Bootstrap.seeded(1));
    ReportComparison.Change change =
        comparison.metrics().getOrDefault(Metric.ACCURACY, new ReportComparison.Change(0, 0, one));
    assertThat(change.difference().upper() - change.difference().lower())
        .isLessThan(one.upper() - one.lower());
  }

  @Test
  void multiLabelReportsCompareTheirOwnMetrics() {
    boolean[][] truth = {{true, false}, {true, true}, {false, false}};
    boolean[][] worse = {{false, false}, {true, true}, {false, true}};
    ReportComparison comparison =
        ReportComparison.of(
            ClassificationReport.multiLabel(LABELS, truth, worse),
            ClassificationReport.multiLabel(LABELS, truth, truth),
            Bootstrap.seeded(1).resamples(50));
    assertThat(comparison.metrics()).containsKeys(Metric.JACCARD, Metric.SAMPLES_F1);
    assertThat(comparison.n()).isEqualTo(3);
  }

  @Test
  void theMajorityClassIsTheFirstOfTheMostFrequent() {
    MajorityClass majority = MajorityClass.of(LABELS, new int[] {1, 0, 1, 0});
    assertThat(majority).isEqualTo(new MajorityClass("joy", 0, 0.5));
    assertThat(majority.predict(3)).containsExactly(0, 0, 0);
    ClassificationReport report = majority.report(LABELS, new int[] {0, 1, 1, 1});
    assertThat(report.accuracy()).isEqualTo(0.25);
    assertThat(report.macro().f1()).isEqualTo(0.2, within(1e-15));
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    ClassificationReport other =
        ClassificationReport.singleLabel(LABELS, new int[] {0}, new int[] {0});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReportComparison.of(report(2), other, Bootstrap.seeded(1)))
        .withMessageContaining("not of the same samples (40 before, 1 after");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ReportComparison.of(report(2), report(2).restrictedTo("joy"), Bootstrap.seeded(1)))
        .withMessageContaining("different labels: joy, anger before, joy after");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.seeded(1).interval(0, rows -> 0))
        .withMessageContaining("empty set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.seeded(1).interval(2, rows -> Double.NaN))
        .withMessageContaining("resample 0 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.seeded(1).resamples(0))
        .withMessageContaining("resamples is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.seeded(1).level(95))
        .withMessageContaining("level is 95.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MajorityClass.of(LABELS, new int[0]))
        .withMessageContaining("empty set");
  }
}
