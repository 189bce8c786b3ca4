/**
 * Pretrained encoders: the networks under the names of their checkpoints, and the way from a signal
 * to their inputs.
 */
@NullMarked
package dev.emotion4j.encoder;

import org.jspecify.annotations.NullMarked;
