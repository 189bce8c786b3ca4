/** Tokenizers from Hugging Face tokenizer.json files. */
@NullMarked
package dev.emotion4j.tokenizers;

import org.jspecify.annotations.NullMarked;
