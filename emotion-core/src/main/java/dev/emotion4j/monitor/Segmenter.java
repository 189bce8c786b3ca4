package dev.emotion4j.monitor;

import dev.emotion4j.monitor.Timeline.Segment;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best segments while observations arrive, in constant memory and in time linear in their
 * number. Not thread-safe.
 *
 * <p>Observations are kept until all best paths agree on their label, which then can never change,
 * so the segments are those of the whole sequence at once. If the paths still disagree about what
 * lies {@value #HORIZON} observations back, the presently best path decides.
 */
public final class Segmenter {
  /** The most observations that wait for a decision. */
  static final int HORIZON = 512;

  private static final int CHECK_EVERY = 16;

  /** What was seen in a stretch of time, and for each label the best label just before it. */
  private record Observation(double start, double end, double[] probabilities, int[] before) {}

  private final List<String> labels;
  private final Smoothing smoothing;
  private final Consumer<Segment> found;
  private final ArrayDeque<Observation> waiting = new ArrayDeque<>();
  private final double[] scores;
  private double last = Double.NEGATIVE_INFINITY;
  private long count;
  private @Nullable Open open;

  /**
   * Starts.
   *
   * @param labels in the order of the distributions to come
   * @param found is told of every segment, in order, as soon as it is complete
   */
  public Segmenter(List<String> labels, Smoothing smoothing, Consumer<Segment> found) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("no labels; expected at least one");
    }
    this.labels = List.copyOf(labels);
    this.smoothing = smoothing;
    this.found = found;
    this.scores = new double[labels.size()];
  }

  /**
   * Takes the next observation.
   *
   * @param start seconds, not before the end of the observation before, up to rounding
   * @param end seconds, above {@code start}
   * @param probabilities one per label, 0 to 1; copied
   * @throws IllegalArgumentException if it is out of order or has other labels
   */
  public void accept(double start, double end, double[] probabilities) {
    if (!(end > start) || start < last - 1e-6) {
      throw new IllegalArgumentException(
          "an observation from "
              + start
              + " to "
              + end
              + " s after one that ended at "
              + last
              + " s; expected them in order, each longer than 0");
    }
    check(probabilities);
    if (start - last > smoothing.maxGap()) {
      finish();
    }
    last = end;
    count++;
    waiting.addLast(new Observation(start, end, probabilities.clone(), step(probabilities)));
    if (waiting.size() >= HORIZON) {
      decide(HORIZON / 2);
    } else if (waiting.size() % CHECK_EVERY == 0) {
      decide(0);
    }
  }

  private void check(double[] probabilities) {
    boolean proper = probabilities.length == labels.size();
    for (double probability : probabilities) {
      proper &= probability >= 0 && probability <= 1 + 1e-6;
    }
    if (!proper) {
      throw new IllegalArgumentException(
          probabilities.length
              + " probabilities for "
              + labels.size()
              + " labels; expected one from 0 to 1 per label");
    }
  }

  /** Advances the best scores by one observation and returns the best label before each label. */
  private int[] step(double[] probabilities) {
    int best = best(scores);
    double change = scores[best] - smoothing.switchPenalty();
    int[] before = new int[scores.length];
    boolean first = waiting.isEmpty() && open == null;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      boolean stays = first || scores[i] >= change;
      before[i] = stays ? i : best;
      scores[i] =
          (stays ? scores[i] : change) + Math.log(Math.max(probabilities[i], smoothing.floor()));
      top = Math.max(top, scores[i]);
    }
    // Only differences matter; hours of negative logarithms would lose their digits.
    for (int i = 0; i < scores.length; i++) {
      scores[i] -= top;
    }
    return before;
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /**
   * Gives out the observations on which all paths agree, and at least the oldest {@code forced}.
   */
  private void decide(int forced) {
    int size = waiting.size();
    int[][] path = new int[size][]; // by observation and last label: the label there
    int[] at = new int[scores.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = i;
    }
    int agreed = 0;
    Iterator<Observation> newest = waiting.descendingIterator();
    for (int t = size - 1; t >= 0; t--) {
      path[t] = at.clone();
      boolean same = true;
      for (int label : at) {
        same &= label == at[0];
      }
      if (same) {
        agreed = t + 1;
        break;
      }
      Observation observation = newest.next();
      for (int i = 0; i < at.length; i++) {
        at[i] = observation.before()[at[i]];
      }
    }
    emit(path, Math.max(agreed, forced));
  }

  private void emit(int[][] path, int decided) {
    if (decided == 0) {
      return;
    }
    int best = best(scores);
    int[] chosen = new int[decided];
    Observation[] oldest = new Observation[decided];
    for (int t = 0; t < decided; t++) {
      oldest[t] = waiting.removeFirst();
    }
    int label = path[decided - 1] == null ? 0 : path[decided - 1][best];
    for (int t = decided - 1; t >= 0; t--) {
      chosen[t] = label;
      label = oldest[t].before()[label];
    }
    for (int t = 0; t < decided; t++) {
      extend(oldest[t], chosen[t]);
    }
  }

  private void extend(Observation observation, int label) {
    Open now = open;
    if (now == null || now.label != label) {
      close(observation.start());
      now = new Open(label, observation.start(), labels.size());
      open = now;
    }
    now.add(observation);
  }

  // What follows without a gap starts where the segment ends, even if frames leave a little
  // between.
  private void close(double next) {
    Open done = open;
    open = null;
    if (done != null) {
      boolean touching = Double.isFinite(next) && next - done.end <= smoothing.maxGap();
      found.accept(done.segment(labels, touching ? Math.max(next, done.end) : done.end));
    }
  }

  /** Gives out what is still waiting: the recording has ended, or nothing was seen for a while. */
  public void finish() {
    if (!waiting.isEmpty()) {
      decide(waiting.size());
    }
    close(Double.POSITIVE_INFINITY);
    java.util.Arrays.fill(scores, 0);
  }

  /** Returns how many observations came. */
  public long count() {
    return count;
  }

  /** A segment that may still grow. */
  private static final class Open {
    final int label;
    final double start;
    final double[] weighted;
    double end;
    double weight;
    int observations;

    Open(int label, double start, int labels) {
      this.label = label;
      this.start = start;
      this.weighted = new double[labels];
    }

    void add(Observation observation) {
      double duration = observation.end() - observation.start();
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] += duration * observation.probabilities()[i];
      }
      weight += duration;
      end = observation.end();
      observations++;
    }

    Segment segment(List<String> labels, double until) {
      Map<String, Double> mean = new LinkedHashMap<>();
      for (int i = 0; i < weighted.length; i++) {
        mean.put(labels.get(i), weighted[i] / weight);
      }
      return new Segment(
          start, until, labels.get(label), mean, weighted[label] / weight, observations);
    }
  }
}
