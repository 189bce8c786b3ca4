package dev.emotion4j.spi;

import java.util.List;

/** Splits text into the ids of a vocabulary. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
  /**
   * The tokens of one text.
   *
   * @param ids vocabulary ids with the special tokens
   * @param types segment ids, as long as {@code ids}
   * @param truncated whether tokens of the text were cut off to keep to the limit
   * @param contextTruncated whether tokens of its context were
   */
  record Tokens(long[] ids, long[] types, boolean truncated, boolean contextTruncated) {
    /** Tokens of a text without context. */
    public Tokens(long[] ids, long[] types, boolean truncated) {
      this(ids, types, truncated, false);
    }
  }

  /** Splits texts; each result has at most {@code maxTokens} ids, special tokens included. */
  List<Tokens> tokenize(List<String> texts, int maxTokens);

  /**
   * Splits texts, each with what was said before it, into sentence pairs: {@code [CLS] text [SEP]
   * context [SEP]} of a BERT, segment 0 and 1. Each result has at most {@code maxTokens} ids,
   * special tokens included: the beginning of the context, its oldest part, goes first; only when
   * all of it is gone is the text cut.
   *
   * @param contexts one per text; an empty one gives what {@link #tokenize(List, int)} gives
   */
  List<Tokens> tokenize(List<String> texts, List<String> contexts, int maxTokens);

  /** Returns the id that pads a batch. */
  long padId();

  /** Returns the id of what the vocabulary does not know, or -1 if there is none. */
  long unknownId();

  /** Frees native memory; closing twice is fine. */
  @Override
  void close();
}
