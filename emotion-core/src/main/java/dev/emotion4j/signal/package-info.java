/**
 * What goes in: modalities, signals, samples and label sets. Imports nothing else of this library.
 */
@NullMarked
package dev.emotion4j.signal;

import org.jspecify.annotations.NullMarked;
