/** Examples. */
@NullMarked
package dev.emotion4j.examples;

import org.jspecify.annotations.NullMarked;
