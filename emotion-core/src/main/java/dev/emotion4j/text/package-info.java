/** From written words to what tokenizers take: pure Java, no vocabulary, no network. */
@NullMarked
package dev.emotion4j.text;

import org.jspecify.annotations.NullMarked;
