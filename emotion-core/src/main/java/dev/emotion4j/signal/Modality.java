package dev.emotion4j.signal;

/**
 * A kind of evidence. A name, not an enumeration: third parties add their own.
 *
 * @param name lower-case letters, digits and hyphens
 */
public record Modality(String name) {
  /** Written words. */
  public static final Modality TEXT = new Modality("text");

  /** A face in a picture or a video. */
  public static final Modality FACE = new Modality("face");

  /** A voice. */
  public static final Modality VOICE = new Modality("voice");

  /** Signals of the body. */
  public static final Modality BODY = new Modality("body");

  /** What a lexicon or a concept graph knows about the words of a text; read from the text. */
  public static final Modality KNOWLEDGE = new Modality("knowledge");

  /** Checks the name. */
  public Modality {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "modality '" + name + "'; expected lower-case letters, digits and hyphens");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
