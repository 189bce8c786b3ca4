package dev.emotion4j.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.monitor.Timeline.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private static final List<String> LABELS = List.of("sadness", "joy", "neutral");

  private static List<Segment> segments(Smoothing smoothing, double[]... observations) {
    List<Segment> found = new ArrayList<>();
    Segmenter segmenter = new Segmenter(LABELS, smoothing, found::add);
    for (int i = 0; i < observations.length; i++) {
      segmenter.accept(i / 2.0, (i + 1) / 2.0, observations[i]);
    }
    segmenter.finish();
    return found;
  }

  private static double[] sure(int label) {
    double[] distribution = {0.1, 0.1, 0.1};
    distribution[label] = 0.8;
    return distribution;
  }

  private static double[][] observations(String digits) {
    return digits.chars().mapToObj(digit -> sure(digit - '0')).toArray(double[][]::new);
  }

  private static String outline(List<Segment> segments) {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      text.append(segment.start()).append('-').append(segment.end()).append(' ');
      text.append(segment.label()).append("; ");
    }
    return text.toString();
  }

  @Test
  void aChangeThatLastsIsFoundWhereItHappens() {
    assertThat(outline(segments(Smoothing.DEFAULT, observations("0000001111111"))))
        .isEqualTo("0.0-3.0 sadness; 3.0-6.5 joy; ");
  }

  @Test
  void aSingleDifferentObservationIsSmoothedAway() {
    List<Segment> found = segments(Smoothing.DEFAULT, observations("0000200000"));
    assertThat(outline(found)).isEqualTo("0.0-5.0 sadness; ");
    assertThat(found.get(0).confidence()).isCloseTo((9 * 0.8 + 0.1) / 10, within(1e-12));
    assertThat(found.get(0).distribution().values().stream().mapToDouble(v -> v).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(found.get(0).observations()).isEqualTo(10);
    assertThat(found.get(0)).hasToString("0.0-5.0 s sadness (0.73)");
  }

  @Test
  void withoutPenaltyEveryObservationCountsForItself() {
    assertThat(outline(segments(Smoothing.DEFAULT.switchPenalty(0), observations("0200"))))
        .isEqualTo("0.0-0.5 sadness; 0.5-1.0 neutral; 1.0-2.0 sadness; ");
  }

  @Test
  void theChosenLabelsAreTheBestOfAll() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = 1 + random.nextInt(7);
      Smoothing smoothing = new Smoothing(3 * random.nextDouble(), 0.01, 10);
      double[][] observations = new double[length][];
      for (int t = 0; t < length; t++) {
        observations[t] = random(random);
      }
      int[] chosen = labels(segments(smoothing, observations), length);
      double best = Double.NEGATIVE_INFINITY;
      for (int code = 0; code < Math.pow(3, length); code++) {
        int[] path = new int[length];
        for (int t = 0, rest = code; t < length; t++, rest /= 3) {
          path[t] = rest % 3;
        }
        best = Math.max(best, score(smoothing, observations, path));
      }
      assertThat(score(smoothing, observations, chosen))
          .as("seed %d", seed)
          .isCloseTo(best, within(1e-9));
    }
  }

  private static double[] random(SplittableRandom random) {
    double[] distribution = new double[3];
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      distribution[i] = -Math.log(1 - random.nextDouble());
      sum += distribution[i];
    }
    for (int i = 0; i < 3; i++) {
      distribution[i] /= sum;
    }
    return distribution;
  }

  private static int[] labels(List<Segment> segments, int length) {
    int[] labels = new int[length];
    for (Segment segment : segments) {
      for (int t = (int) (2 * segment.start()); t < 2 * segment.end(); t++) {
        labels[t] = LABELS.indexOf(segment.label());
      }
    }
    return labels;
  }

  private static double score(Smoothing smoothing, double[][] observations, int[] path) {
    double score = 0;
    for (int t = 0; t < path.length; t++) {
      score += Math.log(Math.max(smoothing.floor(), observations[t][path[t]]));
      score -= t > 0 && path[t] != path[t - 1] ? smoothing.switchPenalty() : 0;
    }
    return score;
  }

  @Test
  void segmentsComeOutWhileTheRecordingGoesOnAndEqualThoseOfTheWhole() {
    SplittableRandom random = new SplittableRandom(5);
    List<Segment> found = new ArrayList<>();
    Segmenter segmenter = new Segmenter(LABELS, Smoothing.DEFAULT.switchPenalty(8), found::add);
    int label = 0;
    int changes = 0;
    for (int i = 0; i < 20_000; i++) {
      if (i > 0 && i % 50 == 0) {
        label = (label + 1 + random.nextInt(2)) % 3;
        changes++;
      }
      segmenter.accept(i, i + 1, random.nextInt(10) == 0 ? sure(random.nextInt(3)) : sure(label));
      if (i == 10_000) {
        assertThat(found.size()).isBetween(195, 200);
      }
    }
    segmenter.finish();
    assertThat(found).hasSize(changes + 1);
    assertThat(segmenter.count()).isEqualTo(20_000);
    for (int i = 1; i < found.size(); i++) {
      assertThat(found.get(i).start()).isEqualTo(found.get(i - 1).end());
      assertThat(found.get(i).label()).isNotEqualTo(found.get(i - 1).label());
    }
  }

  @Test
  void observationsThatNeverDecideAreDecidedAtTheHorizon() {
    List<Segment> found = new ArrayList<>();
    Segmenter segmenter = new Segmenter(LABELS, new Smoothing(1e6, 0.02, 2), found::add);
    double[] tie = {0.5, 0.5, 0};
    for (int i = 0; i < 10 * Segmenter.HORIZON; i++) {
      segmenter.accept(i, i + 1, tie);
    }
    segmenter.finish();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).end()).isEqualTo(10.0 * Segmenter.HORIZON);
  }

  @Test
  void aGapEndsTheSegmentAndNothingIsSaidAboutIt() {
    List<Segment> found = new ArrayList<>();
    Segmenter segmenter = new Segmenter(LABELS, Smoothing.DEFAULT, found::add);
    segmenter.accept(0, 1, sure(0));
    segmenter.accept(2, 3, sure(0));
    segmenter.accept(10, 11, sure(0));
    segmenter.finish();
    assertThat(outline(found)).isEqualTo("0.0-3.0 sadness; 10.0-11.0 sadness; ");
  }

  @Test
  void gapsOfAnyLengthStillLetTheLastSegmentEndWithItsObservation() {
    List<Segment> found = new ArrayList<>();
    Smoothing patient = Smoothing.DEFAULT.maxGap(Double.POSITIVE_INFINITY);
    Segmenter segmenter = new Segmenter(LABELS, patient, found::add);
    segmenter.accept(0, 1, sure(0));
    segmenter.accept(100, 101, sure(0));
    segmenter.finish();
    assertThat(outline(found)).isEqualTo("0.0-101.0 sadness; ");
  }

  @Test
  void nothingGivesNothing() {
    assertThat(segments(Smoothing.DEFAULT)).isEmpty();
  }

  @Test
  void wrongObservationsAreRefused() {
    Segmenter segmenter = new Segmenter(LABELS, Smoothing.DEFAULT, segment -> {});
    segmenter.accept(0, 1, sure(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segmenter.accept(0.5, 2, sure(0)))
        .withMessageStartingWith("an observation from 0.5 to 2.0 s after one that ended at 1.0 s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> segmenter.accept(1, 2, new double[] {0.2, Double.NaN, 0.8}))
        .withMessageContaining("expected one from 0 to 1 per label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Smoothing(-1, 0.1, 1))
        .withMessageStartingWith("switch penalty -1.0, floor 0.1, largest gap 1.0 s");
  }
}
