/**
 * A made-up face, voice and wearable recording: something to try the library with that is nobody's
 * data.
 */
@NullMarked
package dev.emotion4j.examples.media;

import org.jspecify.annotations.NullMarked;
