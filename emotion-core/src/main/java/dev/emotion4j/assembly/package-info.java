/**
 * Encoders, fusion and head put together: the model, its networks for serving, training and export,
 * the runner that takes samples to logits, and the model directory.
 */
@NullMarked
package dev.emotion4j.assembly;

import org.jspecify.annotations.NullMarked;
