/**
 * Training: examples, objectives, schedules, early stopping and the loop, written once for every
 * backend that can train.
 */
@NullMarked
package dev.emotion4j.tuning;

import org.jspecify.annotations.NullMarked;
