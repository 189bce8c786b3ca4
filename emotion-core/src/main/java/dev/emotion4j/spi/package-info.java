/**
 * What third parties implement: backends that run recorded graphs, encoders, tokenizers, fusion
 * strategies, objectives and adapters. Each is a small interface with a contract in {@code
 * emotion-testkit}.
 */
@NullMarked
package dev.emotion4j.spi;

import org.jspecify.annotations.NullMarked;
