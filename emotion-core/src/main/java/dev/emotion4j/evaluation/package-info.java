/**
 * How good a model is: confusion matrices, classification reports, metrics, calibration,
 * thresholds, confidence intervals and comparisons.
 *
 * <p>Everything here is a pure function of arrays: no model, no clock, and random numbers only from
 * a seed that the caller gives. Classes are told by index into a {@link
 * dev.emotion4j.signal.LabelSet}. The order of samples never matters, except for which samples one
 * seed of a {@link dev.emotion4j.evaluation.Bootstrap} draws. A division by zero gives 0, as
 * scikit-learn's {@code zero_division=0}, unless the method says otherwise. Wrong input (sizes that
 * differ, an index that is no label, NaN, an empty set) is an {@link
 * java.lang.IllegalArgumentException} that says which.
 */
@NullMarked
package dev.emotion4j.evaluation;

import org.jspecify.annotations.NullMarked;
