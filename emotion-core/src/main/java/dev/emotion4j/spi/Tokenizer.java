package dev.emotion4j.spi;

import java.util.List;

/** Splits text into the ids of a vocabulary. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
  /**
   * The tokens of one text.
   *
   * @param ids vocabulary ids with the special tokens
   * @param types segment ids, as long as {@code ids}
   * @param truncated whether tokens were cut off to keep to the limit
   */
  record Tokens(long[] ids, long[] types, boolean truncated) {}

  /** Splits texts; each result has at most {@code maxTokens} ids, special tokens included. */
  List<Tokens> tokenize(List<String> texts, int maxTokens);

  /** Returns the id that pads a batch. */
  long padId();

  /** Returns the id of what the vocabulary does not know, or -1 if there is none. */
  long unknownId();

  /** Frees native memory; closing twice is fine. */
  @Override
  void close();
}
