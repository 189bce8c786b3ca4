package dev.emotion4j.text;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of emoji, from the Unicode data of the JDK: an emoji younger than the JDK has none and
 * stays as it is.
 */
final class Emoji {
  static final int JOINER = 0x200D;

  private static final int VARIATION_TEXT = 0xFE0E;
  private static final int VARIATION_EMOJI = 0xFE0F;
  private static final int KEYCAP = 0x20E3;
  private static final int FLAG_A = 0x1F1E6;
  private static final int FLAG_Z = 0x1F1FF;

  // Where the name of the character says what it looked like in print, not what it means.
  private static final Map<Integer, String> MEANINGS =
      Map.of(
          0x2764, "red heart",
          0x2763, "heart exclamation",
          0x263A, "smiling face",
          0x2639, "frowning face",
          0x270C, "victory hand",
          0x261D, "index pointing up",
          0x2714, "check mark",
          0x2B50, "star",
          0x1F595, "middle finger");

  private Emoji() {}

  /** Returns whether the code point belongs to the blocks of emoji. */
  static boolean is(int point) {
    return (point >= 0x1F300 && point <= 0x1FAFF)
        || (point >= 0x2600 && point <= 0x27BF)
        || (point >= 0x1F000 && point <= 0x1F2FF)
        || (point >= 0x2B05 && point <= 0x2B55)
        || (point >= 0x23E9 && point <= 0x23FA)
        || point == 0x231A
        || point == 0x231B
        || point == 0x203C
        || point == 0x2049
        || point == 0x3030;
  }

  /** Returns whether the code point only changes how the emoji before it looks. */
  static boolean isModifier(int point) {
    return point == VARIATION_EMOJI
        || point == VARIATION_TEXT
        || point == KEYCAP
        || (point >= 0x1F3FB && point <= 0x1F3FF)
        || (point >= 0xE0020 && point <= 0xE007F);
  }

  static boolean isFlagLetter(int point) {
    return point >= FLAG_A && point <= FLAG_Z;
  }

  /** Returns {@code flag germany} for the letters D and E. */
  static String flag(int first, int second) {
    String code = "" + (char) ('A' + first - FLAG_A) + (char) ('A' + second - FLAG_A);
    String country = new Locale("", code).getDisplayCountry(Locale.ENGLISH);
    return "flag " + country.toLowerCase(Locale.ROOT);
  }

  /** Returns the name in lower-case words, or null if the JDK knows none. */
  static @Nullable String name(int point) {
    String meaning = MEANINGS.get(point);
    if (meaning != null) {
      return meaning;
    }
    String name = Character.getName(point);
    // Unassigned code points have no name; assigned ones without a name get their block's.
    if (name == null || name.endsWith(Integer.toHexString(point).toUpperCase(Locale.ROOT))) {
      return null;
    }
    return name.toLowerCase(Locale.ROOT).replace('-', ' ');
  }
}
