/** Reading labelled texts: JSON Lines, a line per example. */
@NullMarked
package dev.emotion4j.examples.data;

import org.jspecify.annotations.NullMarked;
