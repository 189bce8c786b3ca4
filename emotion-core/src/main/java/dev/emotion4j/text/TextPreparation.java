package dev.emotion4j.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a text before a tokenizer sees it: it is cut (a megabyte would cost a second of
 * tokenizing for tokens that are thrown away), control characters become spaces, halves of broken
 * surrogate pairs become U+FFFD, and emoji are spelled out by their Unicode names ({@code 😂}
 * becomes {@code face with tears of joy}), because most English vocabularies know no emoji.
 * Immutable.
 *
 * <p>Skin tones and variation selectors are left out, joined sequences are spelled out part by
 * part, flags by country. Names come from the JDK: emoji younger than its Unicode version stay.
 *
 * @param maxCharacters how many UTF-16 units of a text are looked at
 * @param spellEmoji whether emoji are spelled out
 */
public record TextPreparation(int maxCharacters, boolean spellEmoji) {
  /**
   * A text ready for a tokenizer.
   *
   * @param text what is left; may be blank if the text had control characters only
   * @param notes what was changed that a caller should know; never content
   */
  public record Prepared(String text, List<String> notes) {}

  /** Checks the limit. */
  public TextPreparation {
    if (maxCharacters < 1) {
      throw new IllegalArgumentException("maxCharacters " + maxCharacters + "; expected 1 or more");
    }
  }

  /** Prepares a text; costs no more than the limit, however long the text is. */
  public Prepared prepare(String text) {
    List<String> notes = new ArrayList<>();
    int end = end(text);
    if (end < text.length()) {
      notes.add("cut from " + text.length() + " to " + end + " characters");
    }
    StringBuilder out = new StringBuilder(end + 16);
    int broken = 0;
    boolean afterEmoji = false;
    for (int i = 0; i < end; ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        out.append('\uFFFD');
        broken++;
        afterEmoji = false;
      } else if (Character.getType(point) == Character.CONTROL) {
        out.append(' ');
        afterEmoji = false;
      } else if (spellEmoji && isGlue(point, afterEmoji)) {
        // says how an emoji looks; the word stands already
        afterEmoji = true;
      } else if (spellEmoji && Emoji.is(point)) {
        next = spell(text, i, end, out);
        afterEmoji = true;
      } else {
        out.appendCodePoint(point);
        afterEmoji = false;
      }
      i = next;
    }
    if (broken > 0) {
      notes.add(broken + " broken surrogate characters replaced");
    }
    return new Prepared(out.toString(), List.copyOf(notes));
  }

  private static boolean isGlue(int point, boolean afterEmoji) {
    return Emoji.isModifier(point) || (afterEmoji && point == Emoji.JOINER);
  }

  private int end(String text) {
    if (text.length() <= maxCharacters) {
      return text.length();
    }
    boolean splitsPair =
        Character.isHighSurrogate(text.charAt(maxCharacters - 1))
            && Character.isLowSurrogate(text.charAt(maxCharacters));
    return splitsPair ? maxCharacters - 1 : maxCharacters;
  }

  /** Appends the name of the emoji at an index and returns the index after it. */
  private static int spell(String text, int at, int end, StringBuilder out) {
    int point = text.codePointAt(at);
    int next = at + Character.charCount(point);
    if (Emoji.isFlagLetter(point) && next < end) {
      int second = text.codePointAt(next);
      if (Emoji.isFlagLetter(second)) {
        word(out, Emoji.flag(point, second));
        return next + Character.charCount(second);
      }
    }
    String name = Emoji.name(point);
    if (name == null) {
      out.appendCodePoint(point);
    } else {
      word(out, name);
    }
    return next;
  }

  private static void word(StringBuilder out, String name) {
    out.append(' ').append(name).append(' ');
  }
}
