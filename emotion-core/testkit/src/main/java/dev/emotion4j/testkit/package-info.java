/** Contracts that prove an implementation of the SPI. */
@NullMarked
package dev.emotion4j.testkit;

import org.jspecify.annotations.NullMarked;
