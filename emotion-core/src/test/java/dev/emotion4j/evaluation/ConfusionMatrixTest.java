package dev.emotion4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.signal.LabelSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {

  private static final LabelSet LABELS = LabelSet.of("joy", "anger");

  @Test
  void rowsAreTheTruthAndColumnsThePrediction() {
    ConfusionMatrix matrix =
        ConfusionMatrix.of(
            LABELS, new int[] {0, 0, 0, 1, 1}, new int[] {0, 1, ConfusionMatrix.ABSTAINED, 1, 1});
    assertThat(matrix.counts()).isDeepEqualTo(new long[][] {{1, 1}, {0, 2}});
    assertThat(matrix.count("happy", "angry")).isEqualTo(1);
    assertThat(matrix.support("joy")).isEqualTo(3);
    assertThat(matrix.predicted("anger")).isEqualTo(3);
    assertThat(matrix.abstained("joy")).isEqualTo(1);
    assertThat(matrix.total()).isEqualTo(5);
    assertThat(matrix)
        .hasToString(
            """
            truth \\ predicted    joy  anger   none
                          joy      1      1      1
                        anger      0      2      0
            """);
  }

  @Test
  void theTableOfACompleteMatrixHasNoColumnForMissingAnswers() {
    assertThat(ConfusionMatrix.of(LABELS, new int[] {0, 1}, new int[] {1, 1}).text())
        .doesNotContain("none");
  }

  @Test
  void countsAreScikitLearns() {
    for (GoldenJson golden : GoldenJson.resource("metrics/metrics.json").get("classes").list()) {
      LabelSet labels =
          LabelSet.of(
              IntStream.range(0, (int) golden.get("classes").number())
                  .mapToObj(i -> "c" + i)
                  .toList());
      long[][] counts =
          ConfusionMatrix.of(labels, golden.get("true").ints(), golden.get("predicted").ints())
              .counts();
      double[][] expected = golden.get("confusion").rows();
      for (int i = 0; i < expected.length; i++) {
        for (int j = 0; j < expected.length; j++) {
          assertThat((double) counts[i][j]).isEqualTo(expected[i][j]);
        }
      }
    }
  }

  @Test
  void theCallerMayChangeTheCopyOfTheCounts() {
    ConfusionMatrix matrix = ConfusionMatrix.of(LABELS, new int[] {0}, new int[] {0});
    matrix.counts()[0][0] = 9;
    assertThat(matrix.count("joy", "joy")).isEqualTo(1);
  }

  @Test
  void wrongInputIsAnErrorThatSaysWhich() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(LABELS, new int[1], new int[2]))
        .withMessageContaining("1 true labels but 2 predictions");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ConfusionMatrix.of(LABELS, new int[] {ConfusionMatrix.ABSTAINED}, new int[1]))
        .withMessageContaining(
            "truth of sample 0 is class -1, expected 0..1; the labels are joy, anger");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConfusionMatrix.of(LABELS, new int[1], new int[1]).count("joy", "envy"))
        .withMessageContaining("unknown label 'envy'");
  }
}
