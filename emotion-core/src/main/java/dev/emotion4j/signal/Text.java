package dev.emotion4j.signal;

/**
 * Written words. Not empty; {@link #toString} gives the length only.
 *
 * @param value the words
 */
public record Text(String value) implements Signal {
  /** Checks that there is something to read. */
  public Text {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "the text is "
              + (value.isEmpty()
                  ? "empty"
                  : "blank (" + value.length() + " white-space characters)")
              + "; expected at least one visible character. Leave the text out of the sample if there"
              + " is none");
    }
  }

  /** Returns a text. */
  public static Text of(String value) {
    return new Text(value);
  }

  @Override
  public Modality modality() {
    return Modality.TEXT;
  }

  @Override
  public String toString() {
    return "text of " + value.length() + " characters";
  }
}
