package dev.emotion4j.encoder;

import dev.emotion4j.spi.Tokenizer;
import java.util.concurrent.atomic.AtomicInteger;

/** A tokenizer that several encoders use: closed when the last of them is. Thread-safe. */
final class SharedTokenizer {
  private final Tokenizer tokenizer;
  private final AtomicInteger users = new AtomicInteger(1);

  SharedTokenizer(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  Tokenizer get() {
    return tokenizer;
  }

  SharedTokenizer share() {
    users.incrementAndGet();
    return this;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      tokenizer.close();
    }
  }
}
