/**
 * The front page: {@link dev.emotion4j.EmotionRecognizer} recognises expressed emotions, and its
 * fine-tuning makes a recognizer for your own data and labels.
 */
@NullMarked
package dev.emotion4j;

import org.jspecify.annotations.NullMarked;
