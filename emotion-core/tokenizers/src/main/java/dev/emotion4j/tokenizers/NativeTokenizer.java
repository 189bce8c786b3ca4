package dev.emotion4j.tokenizers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.emotion4j.spi.Gate;
import dev.emotion4j.spi.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tokenizer in native memory; closing waits for calls under way. */
final class NativeTokenizer implements Tokenizer {
  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerJson facts;
  private final Gate gate = new Gate("the tokenizer");

  NativeTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson facts) {
    this.tokenizer = tokenizer;
    this.facts = facts;
  }

  @Override
  public List<Tokens> tokenize(List<String> texts, int maxTokens) {
    return gate.run(() -> tokens(texts, maxTokens));
  }

  private List<Tokens> tokens(List<String> texts, int maxTokens) {
    if (texts.isEmpty()) {
      return List.of();
    }
    List<Tokens> all = new ArrayList<>(texts.size());
    if (texts.size() == 1) {
      all.add(cut(tokenizer.encode(texts.get(0)), maxTokens));
      return all;
    }
    for (Encoding encoding : tokenizer.batchEncode(texts)) {
      all.add(cut(encoding, maxTokens));
    }
    return all;
  }

  @Override
  public List<Tokens> tokenize(List<String> texts, List<String> contexts, int maxTokens) {
    if (texts.size() != contexts.size()) {
      throw new IllegalArgumentException(
          texts.size() + " texts and " + contexts.size() + " contexts; expected one per text");
    }
    return gate.run(
        () -> {
          List<Tokens> all = new ArrayList<>(texts.size());
          for (int i = 0; i < texts.size(); i++) {
            all.add(
                contexts.get(i).isEmpty()
                    ? cut(tokenizer.encode(texts.get(i)), maxTokens)
                    : pair(texts.get(i), contexts.get(i), maxTokens));
          }
          return all;
        });
  }

  private Tokens pair(String text, String context, int maxTokens) {
    Encoding encoding = tokenizer.encode(text, context);
    long[] ids = encoding.getIds();
    long[] types = encoding.getTypeIds();
    int excess = ids.length - maxTokens;
    if (excess <= 0) {
      return new Tokens(ids, types, false);
    }
    int begin = 0;
    while (begin < types.length && types[begin] == 0) {
      begin++;
    }
    int end = begin;
    while (end < ids.length && encoding.getSpecialTokenMask()[end] == 0) {
      end++;
    }
    if (excess >= end - begin) {
      Tokens alone = cut(tokenizer.encode(text), maxTokens);
      return new Tokens(alone.ids(), alone.types(), alone.truncated(), true);
    }
    return new Tokens(without(ids, begin, excess), without(types, begin, excess), false, true);
  }

  private static long[] without(long[] from, int begin, int count) {
    long[] to = Arrays.copyOf(from, from.length - count);
    System.arraycopy(from, begin + count, to, begin, to.length - begin);
    return to;
  }

  /** Drops tokens before the special ones at the end, as the library's own truncation does. */
  private static Tokens cut(Encoding encoding, int maxTokens) {
    long[] ids = encoding.getIds();
    long[] types = encoding.getTypeIds();
    if (ids.length <= maxTokens) {
      return new Tokens(ids, types, false);
    }
    long[] special = encoding.getSpecialTokenMask();
    int tail = 0;
    while (tail < ids.length && special[ids.length - 1 - tail] != 0) {
      tail++;
    }
    if (tail >= maxTokens) {
      throw new IllegalArgumentException(
          "maxTokens "
              + maxTokens
              + "; the vocabulary ends every text with "
              + tail
              + " special tokens, expected more than that");
    }
    return new Tokens(cut(ids, maxTokens, tail), cut(types, maxTokens, tail), true);
  }

  private static long[] cut(long[] from, int size, int tail) {
    long[] to = Arrays.copyOf(from, size);
    System.arraycopy(from, from.length - tail, to, size - tail, tail);
    return to;
  }

  @Override
  public long padId() {
    return facts.padId();
  }

  @Override
  public long unknownId() {
    return facts.unknownId();
  }

  @Override
  public void close() {
    gate.close(tokenizer::close);
  }
}
