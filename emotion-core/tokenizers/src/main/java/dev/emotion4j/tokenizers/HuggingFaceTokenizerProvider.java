package dev.emotion4j.tokenizers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Tokenizer;
import dev.emotion4j.spi.TokenizerProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Makes tokenizers by Hugging Face's own library, natively, through DJL; it never downloads. The
 * native code is unpacked at first use into DJL's cache ({@code DJL_CACHE_DIR}, else {@code
 * .djl.ai} in the home folder). Stateless and thread-safe.
 */
public final class HuggingFaceTokenizerProvider implements TokenizerProvider {
  private static final String OFFLINE = "ai.djl.offline";

  /** Makes the provider; for ServiceLoader. */
  public HuggingFaceTokenizerProvider() {}

  @Override
  public String name() {
    return "huggingface";
  }

  @Override
  public Tokenizer create(byte[] tokenizerJson) {
    TokenizerJson facts = TokenizerJson.read(tokenizerJson);
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
    // Limits and padding of the file are switched off: both are ours to decide per batch.
    Map<String, String> options = Map.of("truncation", "false", "padding", "false");
    try {
      return new NativeTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizerJson), options),
          facts);
    } catch (IOException | RuntimeException e) {
      throw new EmotionException(
          "the tokenizers library refused tokenizer.json (" + e.getMessage() + ")", e);
    } catch (LinkageError e) {
      throw new EmotionException(
          "the native tokenizers library does not load ("
              + e.getMessage()
              + "); it exists for Linux with glibc 2.34 or newer, macOS and Windows, 64 bit",
          e);
    }
  }
}
