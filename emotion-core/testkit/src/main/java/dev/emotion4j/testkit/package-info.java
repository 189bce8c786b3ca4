/**
 * The conformance kit: one abstract JUnit class per interface that third parties implement. Extend
 * it, implement its one abstract method, state a tolerance if yours is wider, and run it. Every
 * rule of a contract has a wrong implementation in the kit's own tests that fails it by name.
 */
@NullMarked
package dev.emotion4j.testkit;

import org.jspecify.annotations.NullMarked;
