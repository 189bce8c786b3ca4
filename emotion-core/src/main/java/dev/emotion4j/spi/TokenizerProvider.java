package dev.emotion4j.spi;

/** Makes tokenizers from {@code tokenizer.json} files. Found by ServiceLoader. */
public interface TokenizerProvider {
  /** Returns the name of the provider. */
  String name();

  /**
   * Makes a tokenizer.
   *
   * @param tokenizerJson the content of a Hugging Face {@code tokenizer.json}, not read again later
   * @throws dev.emotion4j.signal.EmotionException if the content is no such file
   */
  Tokenizer create(byte[] tokenizerJson);
}
