/**
 * From sound to numbers, in pure Java: reading WAV, resampling, log-mel spectrograms, pitch and
 * functionals, voice activity, utterances, quality.
 */
@org.jspecify.annotations.NullMarked
package dev.emotion4j.audio;
