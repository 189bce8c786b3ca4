/**
 * Parameter-efficient fine-tuning: adapters that wrap the sites of a frozen network, and predicates
 * that choose which of a network's own parameters are trained. Names of parameters are those of
 * Hugging Face PEFT where it has the method.
 */
@NullMarked
package dev.emotion4j.peft;

import org.jspecify.annotations.NullMarked;
