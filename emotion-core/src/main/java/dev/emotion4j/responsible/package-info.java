/**
 * Responsible use: what a recognizer is used for, the notice to those who are observed, and audit
 * events without media. Help for a caller who wants to do right, never a claim of compliance.
 */
@NullMarked
package dev.emotion4j.responsible;

import org.jspecify.annotations.NullMarked;
