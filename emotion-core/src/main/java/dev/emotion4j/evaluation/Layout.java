package dev.emotion4j.evaluation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;

/**
 * Columns of text, laid out and rounded as Python's {@code format} does, so that reports match
 * scikit-learn's to the character.
 */
final class Layout {

  private Layout() {}

  /**
   * Like Python's {@code {:.3f}}: the exact binary value, ties to even; String.format would round
   * the decimal digits half up.
   */
  static String fixed(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Like {@link #fixed} with a plus sign in front of what is not negative. */
  static String signed(double value, int digits) {
    String text = fixed(value, digits);
    return text.startsWith("-") ? text : "+" + text;
  }

  /** Right-aligned in a width counted in code points. */
  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - length(text))) + text;
  }

  static int width(Collection<String> names) {
    return names.stream().mapToInt(Layout::length).max().orElse(0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
