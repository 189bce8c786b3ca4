package dev.emotion4j.tuning;

import dev.emotion4j.evaluation.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an epoch did.
 *
 * @param epoch from 1
 * @param steps optimizer steps so far
 * @param trainingLoss the mean of the batches' losses, each weighted by its rows
 * @param validation the metrics on the validation set
 * @param seconds wall time of the epoch, validation included
 * @param best whether it is the best so far
 */
public record EpochReport(
    int epoch,
    int steps,
    double trainingLoss,
    Map<Metric, Double> validation,
    double seconds,
    boolean best) {
  /** Copies the map in its order. */
  public EpochReport {
    validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
  }
}
