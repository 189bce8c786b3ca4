package dev.emotion4j.responsible;

import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * Ready texts that tell people that their expressed emotions are recognised: the European Union's
 * AI Act, article 50(3), demands that those exposed to such a system are informed. In English,
 * Chinese and German; a draft for your own notice, not legal advice. Stateless and thread-safe.
 */
public final class Notice {
  private static final String BUNDLE = "dev.emotion4j.responsible.notice";

  /** The languages that there is a text in. */
  public static final List<Locale> LANGUAGES =
      List.of(Locale.ENGLISH, Locale.CHINESE, Locale.GERMAN);

  private Notice() {}

  /**
   * Returns the notice.
   *
   * @param language one of {@link #LANGUAGES}, with any country
   * @param modalities what is observed, named in the text; at least one
   * @param context where; a stated basis is named in the text
   * @throws IllegalArgumentException if there is no text in that language, or no modality
   */
  public static String text(Locale language, Collection<Modality> modalities, UseContext context) {
    if (LANGUAGES.stream().noneMatch(l -> l.getLanguage().equals(language.getLanguage()))) {
      throw new IllegalArgumentException(
          "no notice in the language '"
              + language.getLanguage()
              + "'; there is one in en, zh and de. Translate the English one");
    }
    if (modalities.isEmpty()) {
      throw new IllegalArgumentException("no modality; expected those that are observed");
    }
    ResourceBundle words =
        ResourceBundle.getBundle(
            BUNDLE,
            Locale.forLanguageTag(language.getLanguage()),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    List<String> named = new ArrayList<>();
    for (Modality modality : modalities) {
      String key = "modality." + modality.name();
      named.add(words.containsKey(key) ? words.getString(key) : modality.name());
    }
    String text =
        words.getString("notice").replace("{0}", String.join(words.getString("separator"), named));
    Optional<UseContext.Basis> basis = context.basis();
    return basis.isEmpty()
        ? text
        : text
            + " "
            + words
                .getString("basis." + basis.get().kind().name().toLowerCase(Locale.ROOT))
                .replace("{0}", basis.get().reason());
  }
}
