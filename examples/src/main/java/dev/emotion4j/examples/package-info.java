/**
 * The quickstart, README.md's code, the reference fine-tuning and a fusion strategy of one's own.
 */
@NullMarked
package dev.emotion4j.examples;

import org.jspecify.annotations.NullMarked;
