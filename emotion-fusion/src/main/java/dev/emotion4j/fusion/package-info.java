/** Strategies that make one vector of the features of several modalities. */
@NullMarked
package dev.emotion4j.fusion;

import org.jspecify.annotations.NullMarked;
