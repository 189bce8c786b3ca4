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
 * @param context how many of the turns before a text are read with it, 0 to 64; 0: none, and
 *     speakers are not read either
 */
public record TextOptions(TokenPooling pooling, int maxTokens, boolean spellEmoji, int context) {
  /** The average of at most 128 tokens, emoji spelled out, no context. */
  public static final TextOptions DEFAULT = new TextOptions(TokenPooling.MEAN, 128, true, 0);

  static final String POOLING = "pooling";
  static final String MAX_TOKENS = "maxTokens";
  static final String SPELL_EMOJI = "spellEmoji";
  static final String CONTEXT = "context";

  /** The most turns before a text that can be read with it. */
  public static final int MAX_CONTEXT = 64;

  /** Checks the limits. */
  public TextOptions {
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "maxTokens " + maxTokens + "; expected 3 or more: one token between the special ones");
    }
    if (context < 0 || context > MAX_CONTEXT) {
      throw new IllegalArgumentException(
          "a context of " + context + " turns; expected 0 to " + MAX_CONTEXT);
    }
  }

  /** Returns a copy with this pooling. */
  public TextOptions pooling(TokenPooling chosen) {
    return new TextOptions(chosen, maxTokens, spellEmoji, context);
  }

  /** Returns a copy with this limit. */
  public TextOptions maxTokens(int limit) {
    return new TextOptions(pooling, limit, spellEmoji, context);
  }

  /** Returns a copy that spells emoji out or not. */
  public TextOptions spellEmoji(boolean spell) {
    return new TextOptions(pooling, maxTokens, spell, context);
  }

  /**
   * Returns a copy that reads up to this many turns before a text, and who speaks. A text with its
   * context has at most {@link #maxTokens} tokens; the oldest turns are cut first, the text itself
   * last. {@link TokenPooling#UTTERANCE} goes well with it.
   */
  public TextOptions context(int turns) {
    return new TextOptions(pooling, maxTokens, spellEmoji, turns);
  }

  Map<String, String> settings() {
    Map<String, String> settings =
        new TreeMap<>(
            Map.of(
                POOLING, pooling.name().toLowerCase(Locale.ROOT),
                MAX_TOKENS, Integer.toString(maxTokens),
                SPELL_EMOJI, Boolean.toString(spellEmoji)));
    if (context > 0) { // else older releases could not read the model, for nothing
      settings.put(CONTEXT, Integer.toString(context));
    }
    return settings;
  }

  static Set<String> names() {
    return Set.of(POOLING, MAX_TOKENS, SPELL_EMOJI, CONTEXT);
  }

  static TextOptions of(Map<String, String> settings) {
    TextOptions options = DEFAULT;
    String pooling = settings.get(POOLING);
    if (pooling != null) {
      options = options.pooling(pooling(pooling));
    }
    String limit = settings.get(MAX_TOKENS);
    if (limit != null) {
      options = options.maxTokens(number(MAX_TOKENS, limit));
    }
    String emoji = settings.get(SPELL_EMOJI);
    if (emoji != null) {
      options = options.spellEmoji(truth(emoji));
    }
    String turns = settings.get(CONTEXT);
    if (turns != null) {
      options = options.context(number(CONTEXT, turns));
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
        "setting '"
            + POOLING
            + "' is '"
            + name
            + "'; expected mean, utterance, class_token or pooler");
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting '" + name + "' is '" + value + "'; expected a whole number", e);
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
