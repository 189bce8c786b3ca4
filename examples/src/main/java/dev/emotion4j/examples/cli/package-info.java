/** The command-line program: every command a thin layer over the public API. */
@NullMarked
package dev.emotion4j.examples.cli;

import org.jspecify.annotations.NullMarked;
