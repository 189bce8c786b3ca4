package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value of a script.
 *
 * @param name the expression that reads it; empty for a constant that no line needed yet
 * @param spec its type and shape
 * @param constant its number, for a constant
 * @param alias whether its memory or the memory of its gradient may be a parameter's
 */
record Value(String name, Spec spec, @Nullable Tensor constant, boolean alias) {}
