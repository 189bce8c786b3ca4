/** Golden numbers for the tests of every package. */
@org.jspecify.annotations.NullMarked
package dev.emotion4j.golden;
