/** JMH suites against baselines that are not ours. */
@NullMarked
package dev.emotion4j.benchmarks;

import org.jspecify.annotations.NullMarked;
