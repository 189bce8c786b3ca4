/** A tiny modality, fusion and backend, so that whole models are tested without native code. */
@org.jspecify.annotations.NullMarked
package dev.emotion4j.numbers;
