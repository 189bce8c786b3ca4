/**
 * The vocabulary in which every network, fusion strategy, objective and adapter is written, and its
 * interpreters: {@link dev.emotion4j.math.Shapes} (dimensions before any arithmetic), {@link
 * dev.emotion4j.math.Reference} (the truth, in double) and {@link dev.emotion4j.math.Graph} (a
 * recording that backends replay). Imports nothing else of this library.
 */
@NullMarked
package dev.emotion4j.math;

import org.jspecify.annotations.NullMarked;
