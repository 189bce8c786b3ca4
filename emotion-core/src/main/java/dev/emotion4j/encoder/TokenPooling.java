package dev.emotion4j.encoder;

/** How the hidden states of all tokens become one vector of features. */
public enum TokenPooling {
  /** The average over the tokens that are not padding; 0 if there is none. */
  MEAN,
  /**
   * The average over the tokens of the first segment, the utterance: what was said before ({@link
   * TextOptions#context}) counts through attention only. The same as {@link #MEAN} without context.
   */
  UTTERANCE,
  /** The hidden state of the first token, {@code [CLS]}. */
  CLASS_TOKEN,
  /** BERT's own pooler: tanh of a linear layer over the first token. */
  POOLER
}
