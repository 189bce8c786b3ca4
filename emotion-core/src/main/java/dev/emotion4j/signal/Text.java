package dev.emotion4j.signal;

import java.util.List;
import java.util.Optional;

/**
 * Written words, of a dialogue if one likes: who wrote them, and what was said before. Not empty.
 * Immutable; {@link #toString} gives lengths only.
 *
 * @param value the words
 * @param speaker who says them: a name or a role; empty if it is not known
 * @param history what was said before, the oldest first; empty outside of a dialogue. A model that
 *     takes no context leaves it aside and notes it; one that does looks at the latest turns only
 */
public record Text(String value, Optional<String> speaker, List<Turn> history) implements Signal {
  /**
   * What was said before. Immutable; {@link #toString} gives the length only.
   *
   * @param speaker who said it; empty if it is not known
   * @param text the words, not blank
   */
  public record Turn(Optional<String> speaker, String text) {
    /** Checks that there is something to read, and a name if there is a speaker. */
    public Turn {
      visible("turn of the history", text, "Leave the turn out");
      named(speaker);
    }

    /** Returns a turn of somebody. */
    public static Turn of(String speaker, String text) {
      return new Turn(Optional.of(speaker), text);
    }

    /** Returns a turn of nobody in particular. */
    public static Turn of(String text) {
      return new Turn(Optional.empty(), text);
    }

    @Override
    public String toString() {
      return "turn of " + text.length() + " characters";
    }
  }

  /** Checks that there is something to read; copies the history. */
  public Text {
    visible("text", value, "Leave the text out of the sample");
    named(speaker);
    history = List.copyOf(history);
  }

  private static void visible(String what, String value, String otherwise) {
    if (value.codePoints().noneMatch(Text::isVisible)) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " is "
              + (value.isEmpty()
                  ? "empty"
                  : "blank (" + value.length() + " white-space or invisible characters)")
              + "; expected at least one visible character. "
              + otherwise
              + " if there is none");
    }
  }

  private static boolean isVisible(int character) {
    return !Character.isWhitespace(character)
        && !Character.isSpaceChar(character)
        && Character.getType(character) != Character.FORMAT
        && !Character.isISOControl(character);
  }

  private static void named(Optional<String> speaker) {
    if (speaker.isPresent() && speaker.get().isBlank()) {
      throw new IllegalArgumentException(
          "the speaker's name is blank; expected a name or a role, or no speaker");
    }
  }

  /** Returns a text of nobody in particular, with nothing before it. */
  public static Text of(String value) {
    return new Text(value, Optional.empty(), List.of());
  }

  /** Returns the same text said by somebody. */
  public Text by(String name) {
    return new Text(value, Optional.of(name), history);
  }

  /** Returns the same text said after these turns, the oldest first. */
  public Text after(List<Turn> turns) {
    return new Text(value, speaker, turns);
  }

  @Override
  public Modality modality() {
    return Modality.TEXT;
  }

  @Override
  public String toString() {
    return "text of "
        + value.length()
        + " characters"
        + (history.isEmpty() ? "" : " after " + history.size() + " turns");
  }
}
