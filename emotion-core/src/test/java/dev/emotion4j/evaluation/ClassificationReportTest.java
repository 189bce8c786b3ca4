package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.LabelSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClassificationReportTest {

  private static final Offset<Double> BIT_EQUAL = within(0.0);
  private static final Offset<Double> CLOSE = within(1e-15);
  private static final LabelSet LABELS = LabelSet.of("joy", "anger", "fear");

  // joy: 2 right of 3 true, 3 predicted; anger: 1 of 2, 2 predicted; fear: 0 of 1, 1 predicted
  private static final ClassificationReport SMALL =
      ClassificationReport.singleLabel(
          LABELS, new int[] {0, 0, 0, 1, 1, 2}, new int[] {0, 0, 1, 1, 2, 0});

  @Test
  void textIsScikitLearnsToTheCharacterAndNumbersToTheLastBit() {
    List<GoldenJson> cases = GoldenJson.resource("report/report.json").get("cases").list();
    assertThat(cases).hasSizeGreaterThan(10);
    for (GoldenJson golden : cases) {
      ClassificationReport report = report(golden);
      if (!golden.get("text").isNull()) {
        assertThat(report.text())
            .as(golden.get("case").text())
            .isEqualTo(golden.get("text").text());
      }
      golden
          .get("numbers")
          .fields()
          .forEach(
              (name, value) ->
                  assertSame(
                      report, name.toString(), new GoldenJson(value), golden.get("case").text()));
    }
  }

  @Test
  void textWithManyLabelsIsScikitLearnsToTheCharacter() {
    List<GoldenJson> cases = GoldenJson.resource("metrics/metrics.json").get("sets").list();
    assertThat(cases).isNotEmpty();
    for (GoldenJson golden : cases) {
      ClassificationReport report =
          ClassificationReport.multiLabel(
              LabelSet.of(golden.get("names").strings()),
              golden.get("true").sets(),
              golden.get("predicted").sets());
      assertThat(report).hasToString(golden.get("text").text());
      for (String metric : List.of("accuracy", "macroF1", "weightedF1", "samplesF1", "jaccard")) {
        assertThat(report.value(Metric.of(metric)))
            .as(metric)
            .isEqualTo(golden.get(metric).number(), BIT_EQUAL);
      }
    }
  }

  private static ClassificationReport report(GoldenJson golden) {
    LabelSet labels = LabelSet.of(golden.get("names").strings());
    if (golden.get("kind").text().equals("multi-label")) {
      return ClassificationReport.multiLabel(
          labels, golden.get("true").sets(), golden.get("predicted").sets());
    }
    ClassificationReport all =
        ClassificationReport.singleLabel(
            labels, golden.get("true").ints(), golden.get("predicted").ints());
    if (golden.get("rows").isNull()) {
      return all;
    }
    return all.restrictedTo(
        IntStream.of(golden.get("rows").ints()).mapToObj(labels::name).toArray(String[]::new));
  }

  private static void assertSame(
      ClassificationReport report, String name, GoldenJson expected, String about) {
    if (name.equals("accuracy")) {
      assertThat(report.accuracy()).as(about).isEqualTo(expected.number(), BIT_EQUAL);
      return;
    }
    Scores scores =
        switch (name) {
          case "micro avg" -> report.micro();
          case "macro avg" -> report.macro();
          case "weighted avg" -> report.weighted();
          case "samples avg" -> report.samples().orElseThrow();
          default -> report.label(name);
        };
    assertThat(scores.precision())
        .as(about + " " + name)
        .isEqualTo(expected.get("precision").number(), BIT_EQUAL);
    assertThat(scores.recall())
        .as(about + " " + name)
        .isEqualTo(expected.get("recall").number(), BIT_EQUAL);
    assertThat(scores.f1())
        .as(about + " " + name)
        .isEqualTo(expected.get("f1-score").number(), BIT_EQUAL);
    assertThat(scores.support())
        .as(about + " " + name)
        .isEqualTo((long) expected.get("support").number());
  }

  @Test
  void scoresByHand() {
    assertThat(SMALL.label("happy")).isEqualTo(new Scores(2 / 3.0, 2 / 3.0, 2 / 3.0, 3));
    assertThat(SMALL.label("anger")).isEqualTo(new Scores(0.5, 0.5, 0.5, 2));
    assertThat(SMALL.label("fear")).isEqualTo(new Scores(0, 0, 0, 1));
    assertThat(SMALL.accuracy()).isEqualTo(0.5);
    assertThat(SMALL.macro().f1()).isEqualTo(7 / 18.0, CLOSE);
    assertThat(SMALL.weighted().f1()).isEqualTo(0.5, CLOSE);
    assertThat(SMALL.micro()).isEqualTo(new Scores(0.5, 0.5, 0.5, 6));
    assertThat(SMALL.value(Metric.BALANCED_ACCURACY)).isEqualTo(7 / 18.0, CLOSE);
    assertThat(SMALL.samples()).isEmpty();
    assertThat(SMALL.confusion().orElseThrow().count("anger", "fear")).isEqualTo(1);
  }

  @Test
  void multiLabelScoresByHand() {
    boolean[][] truth = {{true, true, false}, {false, true, false}, {false, false, false}};
    boolean[][] predicted = {{true, false, false}, {false, true, true}, {false, false, false}};
    ClassificationReport report = ClassificationReport.multiLabel(LABELS, truth, predicted);
    assertThat(report.label("joy").f1()).isEqualTo(1);
    assertThat(report.label("anger")).isEqualTo(new Scores(1, 0.5, 2 / 3.0, 2));
    assertThat(report.micro()).isEqualTo(new Scores(2 / 3.0, 2 / 3.0, 2 / 3.0, 3));
    assertThat(report.accuracy()).isEqualTo(1 / 3.0);
    assertThat(report.samples().orElseThrow().f1()).isEqualTo(4 / 9.0, CLOSE);
    assertThat(report.value(Metric.JACCARD)).isEqualTo(2 / 3.0, CLOSE);
    assertThat(report.confusion()).isEmpty();
    assertThat(report.isMultiLabel()).isTrue();
  }

  @Test
  void missingAnswersCostRecallOnlyAndTurnTheAccuracyRowIntoMicro() {
    ClassificationReport report =
        ClassificationReport.singleLabel(
            LABELS, new int[] {0, 0, 1}, new int[] {0, ConfusionMatrix.ABSTAINED, 1});
    assertThat(report.label("joy")).isEqualTo(new Scores(1, 0.5, 2 / 3.0, 2));
    assertThat(report.accuracy()).isEqualTo(2 / 3.0);
    assertThat(report.micro().precision()).isEqualTo(1);
    assertThat(report.text()).contains("micro avg").doesNotContain("accuracy");
    assertThat(report.confusion().orElseThrow().abstained("joy")).isEqualTo(1);
  }

  @Test
  void aRestrictedReportKeepsTheAccuracyOfAllLabels() {
    ClassificationReport some = SMALL.restrictedTo("fear", "happy");
    assertThat(some.labels().names()).containsExactly("fear", "joy");
    assertThat(some.accuracy()).isEqualTo(0.5);
    assertThat(some.n()).isEqualTo(6);
    assertThat(some.label("joy")).isEqualTo(SMALL.label("joy"));
    assertThat(some.macro().f1()).isEqualTo(1 / 3.0, CLOSE);
    assertThat(some.confusion().orElseThrow().count("fear", "joy")).isEqualTo(1);
  }

  @Test
  void aRestrictedMultiLabelReportIsThatOfTheColumnsLeft() {
    boolean[][] truth = {{true, true, false}, {false, true, false}};
    boolean[][] predicted = {{true, false, false}, {false, true, true}};
    ClassificationReport some =
        ClassificationReport.multiLabel(LABELS, truth, predicted).restrictedTo("joy");
    assertThat(some.accuracy()).isEqualTo(1);
    assertThat(some.samples().orElseThrow().f1()).isEqualTo(0.5);
  }

  @Test
  void namesAreComparedThroughAliases() {
    ClassificationReport report =
        ClassificationReport.of(
            LABELS, List.of("happy", "Angry", "scared"), List.of("joy", "anger", "joy"));
    assertThat(report.label("joy").recall()).isEqualTo(1);
    assertThat(report.accuracy()).isEqualTo(2 / 3.0);
  }

  @Test
  void roundingIsOfTheBinaryValueWithTiesToEven() {
    assertThat(Layout.fixed(0.0625, 3)).isEqualTo("0.062");
    assertThat(Layout.fixed(0.1875, 3)).isEqualTo("0.188");
    assertThat(Layout.fixed(0.0005, 3)).isEqualTo("0.001");
    assertThat(Layout.fixed(0.0015, 3)).isEqualTo("0.002");
    assertThat(Layout.fixed(0.0025, 3)).isEqualTo("0.003");
    assertThat(Layout.fixed(1, 3)).isEqualTo("1.000");
  }

  @Test
  void jsonHasTheAgreedLayoutUnrounded() {
    GoldenJson json = GoldenJson.parse(SMALL.toJson(4));
    assertThat(json.fields().keySet().stream().map(Object::toString))
        .containsExactly("accuracy", "macro", "micro", "weighted", "labels", "n", "errors");
    assertThat(json.get("macro").fields().keySet().stream().map(Object::toString))
        .containsExactly("precision", "recall", "f1", "support");
    assertThat(json.get("macro").get("f1").number()).isEqualTo(SMALL.macro().f1());
    assertThat(json.get("labels").fields().keySet().stream().map(Object::toString))
        .containsExactly("joy", "anger", "fear");
    assertThat(json.get("labels").get("joy").get("support").number()).isEqualTo(3);
    assertThat(json.get("n").number()).isEqualTo(6);
    assertThat(json.get("errors").number()).isEqualTo(4);
    assertThat(SMALL.toJson())
        .startsWith("{\"accuracy\":0.5,\"macro\":{\"precision\":")
        .contains("\"support\":6}")
        .endsWith("\"errors\":0}");
  }

  @Test
  void theOrderOfSamplesChangesNothing() {
    long seed = Long.getLong("emotion.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int n = 50 + random.nextInt(200);
    int[] truth = random.ints(n, 0, 7).toArray();
    int[] predicted = random.ints(n, -1, 7).toArray();
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    ClassificationReport one = ClassificationReport.singleLabel(LabelSet.EKMAN, truth, predicted);
    ClassificationReport other =
        ClassificationReport.singleLabel(
            LabelSet.EKMAN,
            IntStream.of(order).map(i -> truth[i]).toArray(),
            IntStream.of(order).map(i -> predicted[i]).toArray());
    assertThat(other.toJson()).as("-Demotion.seed=%d", seed).isEqualTo(one.toJson());
    assertThat(other).hasToString(one.toString());
  }

  @Test
  void renamingTheClassesRenamesTheScores() {
    long seed = Long.getLong("emotion.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = random.ints(80, 0, 3).toArray();
    int[] predicted = random.ints(80, 0, 3).toArray();
    ClassificationReport one =
        ClassificationReport.singleLabel(LabelSet.of("a", "b", "c"), truth, predicted);
    ClassificationReport other =
        ClassificationReport.singleLabel(
            LabelSet.of("c", "b", "a"),
            IntStream.of(truth).map(i -> 2 - i).toArray(),
            IntStream.of(predicted).map(i -> 2 - i).toArray());
    for (String name : one.labels().names()) {
      assertThat(other.label(name)).as("-Demotion.seed=%d", seed).isEqualTo(one.label(name));
    }
    assertThat(other.value(Metric.MACRO_F1))
        .as("-Demotion.seed=%d", seed)
        .isEqualTo(one.value(Metric.MACRO_F1), CLOSE);
  }

  @Test
  void changingTheArraysAfterwardsChangesNothing() {
    boolean[][] truth = {{true, false, false}};
    int[] predicted = {0};
    ClassificationReport multi =
        ClassificationReport.multiLabel(LABELS, truth, new boolean[][] {{true, false, false}});
    ClassificationReport single =
        ClassificationReport.singleLabel(LABELS, new int[] {0}, predicted);
    truth[0][0] = false;
    predicted[0] = 1;
    assertThat(multi.interval(Metric.ACCURACY, Bootstrap.seeded(1)).lower()).isEqualTo(1);
    assertThat(single.interval(Metric.ACCURACY, Bootstrap.seeded(1)).lower()).isEqualTo(1);
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationReport.singleLabel(LABELS, new int[2], new int[3]))
        .withMessageContaining("2 true labels but 3 predictions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationReport.singleLabel(LABELS, new int[0], new int[0]))
        .withMessageContaining("empty set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationReport.singleLabel(LABELS, new int[] {3}, new int[1]))
        .withMessage(
            "truth of sample 0 is class 3, expected 0..2; the labels are joy, anger, fear");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationReport.singleLabel(LABELS, new int[1], new int[] {-2}))
        .withMessage(
            "prediction of sample 0 is class -2, expected 0..2 or -1 for no answer; the labels are joy, anger, fear");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationReport.of(LABELS, List.of("joy"), List.of("envy")))
        .withMessageStartingWith("unknown label 'envy'; known: joy, anger, fear");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClassificationReport.multiLabel(LABELS, new boolean[1][3], new boolean[1][2]))
        .withMessage("prediction of sample 0 has 2 values, expected 3, one per label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.value(Metric.CCC))
        .withMessage(
            "this report does not hold the metric 'ccc'; it holds accuracy, balancedAccuracy, macroF1, microF1, weightedF1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.toJson(-1))
        .withMessageContaining("errors is -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SMALL.restrictedTo())
        .withMessageContaining("no label name");
  }

  @Test
  void metricsAreTheSameNumbersAsTheAverages() {
    Map<Metric, Double> metrics = SMALL.metrics();
    assertThat(metrics)
        .containsEntry(Metric.ACCURACY, SMALL.accuracy())
        .containsEntry(Metric.MACRO_F1, SMALL.macro().f1())
        .containsEntry(Metric.MICRO_F1, SMALL.micro().f1())
        .containsEntry(Metric.WEIGHTED_F1, SMALL.weighted().f1());
  }
}
