/**
 * From sound to numbers, in pure Java: reading WAV, resampling, log-mel spectrograms, pitch and
 * functionals, voice activity, utterances, quality.
 */
@NullMarked
package dev.emotion4j.audio;

import org.jspecify.annotations.NullMarked;
