package dev.emotion4j.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits a text into what lexicons are looked up by: lower-case words of letters, digits and inner
 * apostrophes where a script writes words, single characters where it does not (Chinese, Japanese,
 * Thai). Punctuation becomes {@link #BREAK}; hyphens and underscores only part words. Stateless.
 */
final class Words {
  /** What no match and no negation reaches across. */
  static final String BREAK = "";

  private static final Set<UnicodeScript> UNSPACED =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER);
  private static final String JOINING = "-_/";

  private Words() {}

  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int next;
    for (int i = 0; i < text.length(); i = next) {
      int point = text.codePointAt(i);
      next = i + Character.charCount(point);
      if (Character.isLetterOrDigit(point) && UNSPACED.contains(UnicodeScript.of(point))) {
        end(word, words);
        words.add(Character.toString(point));
      } else if (Character.isLetterOrDigit(point)
          || Character.getType(point) == Character.NON_SPACING_MARK) {
        word.appendCodePoint(point);
      } else if (isApostrophe(point) && word.length() > 0 && letterAt(text, next)) {
        word.append('\'');
      } else {
        end(word, words);
        boolean parts = Character.isWhitespace(point) || JOINING.indexOf(point) >= 0;
        if (!parts && !words.isEmpty() && !words.get(words.size() - 1).equals(BREAK)) {
          words.add(BREAK);
        }
      }
    }
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }

  private static boolean isApostrophe(int point) {
    return point == '\'' || point == '\u2019';
  }

  private static boolean letterAt(String text, int index) {
    return index < text.length() && Character.isLetter(text.codePointAt(index));
  }

  /** Returns the words of an entry without the breaks; empty if there are none. */
  static List<String> ofEntry(String entry) {
    List<String> words = of(entry);
    words.removeIf(BREAK::equals);
    return words;
  }
}
