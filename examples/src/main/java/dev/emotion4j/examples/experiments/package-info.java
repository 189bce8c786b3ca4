/** Trainings and measurements on public sets, each a command. */
@NullMarked
package dev.emotion4j.examples.experiments;

import org.jspecify.annotations.NullMarked;
