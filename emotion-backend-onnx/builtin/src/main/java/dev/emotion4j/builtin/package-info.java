/** The built-in model. */
@NullMarked
package dev.emotion4j.builtin;

import org.jspecify.annotations.NullMarked;
