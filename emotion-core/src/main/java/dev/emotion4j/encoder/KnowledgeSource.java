package dev.emotion4j.encoder;

import dev.emotion4j.text.LexiconFormat;
import java.nio.file.Path;

/**
 * A file of knowledge about words. Immutable.
 *
 * @param file a lexicon or a concept graph; it stays where it is, a model refers to it by path and
 *     SHA-256
 * @param format which of its columns hold what
 * @param spread how much related concepts count against a concept itself, 0 (not at all) to 10; see
 *     {@link dev.emotion4j.text.ConceptGraph#lexicon(double)}
 */
public record KnowledgeSource(Path file, LexiconFormat format, double spread) {
  /** Returns a lexicon whose relations, if it has any, are left aside. */
  public static KnowledgeSource of(Path file, LexiconFormat format) {
    return new KnowledgeSource(file, format, 0);
  }

  /** Returns a copy in which related concepts count so much. */
  public KnowledgeSource spread(double weight) {
    return new KnowledgeSource(file, format, weight);
  }
}
