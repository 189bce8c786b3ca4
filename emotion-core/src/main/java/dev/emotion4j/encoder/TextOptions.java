package dev.emotion4j.encoder;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a {@link TextEncoder} reads texts. Immutable.
 *
 * @param pooling how tokens become features
 * @param maxTokens the most tokens of a text, special tokens included; the rest is cut off
 * @param spellEmoji whether emoji are spelled out before tokenizing
 */
public record TextOptions(TokenPooling pooling, int maxTokens, boolean spellEmoji) {
  /** The average of at most 128 tokens, emoji spelled out. */
  public static final TextOptions DEFAULT = new TextOptions(TokenPooling.MEAN, 128, true);

  static final String POOLING = "pooling";
  static final String MAX_TOKENS = "maxTokens";
  static final String SPELL_EMOJI = "spellEmoji";

  /** Checks the limit. */
  public TextOptions {
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "maxTokens " + maxTokens + "; expected 3 or more: one token between the special ones");
    }
  }

  /** Returns a copy with this pooling. */
  public TextOptions pooling(TokenPooling chosen) {
    return new TextOptions(chosen, maxTokens, spellEmoji);
  }

  /** Returns a copy with this limit. */
  public TextOptions maxTokens(int limit) {
    return new TextOptions(pooling, limit, spellEmoji);
  }

  /** Returns a copy that spells emoji out or not. */
  public TextOptions spellEmoji(boolean spell) {
    return new TextOptions(pooling, maxTokens, spell);
  }

  Map<String, String> settings() {
    return new TreeMap<>(
        Map.of(
            POOLING, pooling.name().toLowerCase(Locale.ROOT),
            MAX_TOKENS, Integer.toString(maxTokens),
            SPELL_EMOJI, Boolean.toString(spellEmoji)));
  }

  static Set<String> names() {
    return Set.of(POOLING, MAX_TOKENS, SPELL_EMOJI);
  }

  static TextOptions of(Map<String, String> settings) {
    TextOptions options = DEFAULT;
    String pooling = settings.get(POOLING);
    if (pooling != null) {
      options = options.pooling(pooling(pooling));
    }
    String limit = settings.get(MAX_TOKENS);
    if (limit != null) {
      options = options.maxTokens(number(limit));
    }
    String emoji = settings.get(SPELL_EMOJI);
    if (emoji != null) {
      options = options.spellEmoji(truth(emoji));
    }
    return options;
  }

  private static TokenPooling pooling(String name) {
    for (TokenPooling one : TokenPooling.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(name)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "setting '" + POOLING + "' is '" + name + "'; expected mean, class_token or pooler");
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting '" + MAX_TOKENS + "' is '" + value + "'; expected a whole number", e);
    }
  }

  private static boolean truth(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "setting '" + SPELL_EMOJI + "' is '" + value + "'; expected true or false");
    }
    return Boolean.parseBoolean(value);
  }
}
