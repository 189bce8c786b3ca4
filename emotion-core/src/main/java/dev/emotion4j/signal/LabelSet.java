package dev.emotion4j.signal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The emotions that a model tells apart: ordered names, and the other words (aliases) that mean the
 * same. Immutable and thread-safe.
 *
 * <p>The position of a name is its index in logits, probabilities and weights. Labels are looked up
 * without regard to case and surrounding blanks, first as names, then as aliases. Data sets
 * disagree about words ({@code happy}, {@code happiness}, {@code joy}), so words of one emotion
 * form a class:
 *
 * <ul>
 *   <li>joy, happiness, happy
 *   <li>sadness, sad
 *   <li>anger, angry
 *   <li>surprise, surprised
 *   <li>fear, scared, afraid, fearful
 *   <li>disgust, disgusted
 * </ul>
 *
 * A set that names exactly one word of a class gets the others as aliases, whichever word it chose:
 * {@code of("happy", "sad")} finds {@code joy} as {@code happy}. A set that names several words of
 * a class keeps them apart, and the rest of that class stays unknown, because it could mean either.
 * A set that names none of them but was given one as an alias gets the others too. An alias given
 * by {@link #withAlias} wins over these standard ones.
 *
 * <pre>{@code
 * LabelSet.EKMAN.index("Happy")                                    // 3, which is joy
 * LabelSet.of("positive", "negative").withAlias("pos", "positive") // "pos" is found as "positive"
 * }</pre>
 */
public final class LabelSet {

  private static final List<List<String>> SYNONYMS =
      List.of(
          List.of("joy", "happiness", "happy"),
          List.of("sadness", "sad"),
          List.of("anger", "angry"),
          List.of("surprise", "surprised"),
          List.of("fear", "scared", "afraid", "fearful"),
          List.of("disgust", "disgusted"));

  /**
   * The six basic emotions of Ekman (1992) and neutral: anger, disgust, fear, joy, sadness,
   * surprise, neutral.
   */
  public static final LabelSet EKMAN =
      of("anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral");

  private final List<String> names;
  private final Map<String, String> given;
  private final Map<String, String> aliases;
  private final Map<String, Integer> indices;

  private LabelSet(List<String> names, Map<String, String> given) {
    this.names = names;
    this.given = given;
    Map<String, Integer> found = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      found.put(fold(names.get(i)), i);
    }
    Map<String, String> words = new LinkedHashMap<>();
    given.forEach(
        (alias, name) -> {
          words.put(alias, name);
          found.put(fold(alias), names.indexOf(name));
        });
    for (List<String> synonyms : SYNONYMS) {
      int index = meaning(synonyms, names.size(), found);
      if (index >= 0) {
        for (String synonym : synonyms) {
          if (found.putIfAbsent(synonym, index) == null) {
            words.put(synonym, names.get(index));
          }
        }
      }
    }
    this.aliases = Collections.unmodifiableMap(words);
    this.indices = Collections.unmodifiableMap(found);
  }

  /**
   * The one label that a class of words stands for in this set, or -1 if there is none or more than
   * one.
   */
  private static int meaning(List<String> synonyms, int size, Map<String, Integer> found) {
    Set<Integer> asName = new HashSet<>();
    Set<Integer> asAlias = new HashSet<>();
    int position = 0;
    for (Map.Entry<String, Integer> entry : found.entrySet()) {
      if (synonyms.contains(entry.getKey())) {
        (position < size ? asName : asAlias).add(entry.getValue());
      }
      position++;
    }
    Set<Integer> candidates = asName.isEmpty() ? asAlias : asName;
    return candidates.size() == 1 ? candidates.iterator().next() : -1;
  }

  /**
   * A set of these names in this order, with the standard aliases.
   *
   * @param names at least one; none blank, none twice (case does not tell names apart)
   * @throws IllegalArgumentException for no name, a blank one or the same one twice
   */
  public static LabelSet of(String... names) {
    return of(List.of(names));
  }

  /**
   * A set of these names in this order, with the standard aliases.
   *
   * @param names at least one; none blank, none twice (case does not tell names apart)
   * @throws IllegalArgumentException for no name, a blank one or the same one twice
   */
  public static LabelSet of(Collection<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no label name given; a label set needs at least one");
    }
    Map<String, String> seen = new LinkedHashMap<>();
    int position = 0;
    for (String name : names) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "label " + position + " is blank; give every label a name");
      }
      String other = seen.putIfAbsent(fold(name), name);
      if (other != null) {
        throw new IllegalArgumentException(
            "label '"
                + name
                + "' is there twice (as '"
                + other
                + "'); names must differ in more than case");
      }
      position++;
    }
    return new LabelSet(List.copyOf(names), Map.of());
  }

  /**
   * This set with one more word for a label. A standard alias gives way; giving the same alias
   * again changes nothing.
   *
   * @param alias the other word
   * @param name a name of this set, or a word that it already knows
   * @throws IllegalArgumentException if the alias is blank, is itself a name of the set, or was
   *     given for another name; or if the name is unknown
   */
  public LabelSet withAlias(String alias, String name) {
    if (alias.isBlank()) {
      throw new IllegalArgumentException(
          "the alias of label '" + name + "' is blank; give it a word or leave it out");
    }
    String target = names.get(index(name));
    String folded = fold(alias);
    Integer known = indices.get(folded);
    if (known != null && names.get(known).equals(target)) {
      return this;
    }
    for (String own : names) {
      if (fold(own).equals(folded)) {
        throw new IllegalArgumentException(
            "'"
                + alias
                + "' cannot be an alias of '"
                + target
                + "': it is the name of a label itself");
      }
    }
    for (Map.Entry<String, String> entry : given.entrySet()) {
      if (fold(entry.getKey()).equals(folded)) {
        throw new IllegalArgumentException(
            "'"
                + alias
                + "' cannot be an alias of '"
                + target
                + "': it already is one of '"
                + entry.getValue()
                + "'");
      }
    }
    Map<String, String> more = new LinkedHashMap<>(given);
    more.put(alias, target);
    return new LabelSet(names, Collections.unmodifiableMap(more));
  }

  /**
   * This set with more words for its labels, as {@link #withAlias} for each. {@code
   * of(s.names()).withAliases(s.aliases())} equals {@code s}.
   *
   * @param words alias to name
   * @throws IllegalArgumentException as {@link #withAlias}
   */
  public LabelSet withAliases(Map<String, String> words) {
    LabelSet result = this;
    for (Map.Entry<String, String> entry : words.entrySet()) {
      result = result.withAlias(entry.getKey(), entry.getValue());
    }
    return result;
  }

  /**
   * The set of only some of these labels, in the order given, with the aliases that were given for
   * them.
   *
   * @param labels names or aliases
   * @throws IllegalArgumentException for an unknown label, none at all, or one twice
   */
  public LabelSet restrictedTo(Collection<String> labels) {
    List<String> kept = new ArrayList<>(labels.size());
    for (String label : labels) {
      kept.add(names.get(index(label)));
    }
    LabelSet result = of(kept);
    for (Map.Entry<String, String> entry : given.entrySet()) {
      if (kept.contains(entry.getValue())) {
        result = result.withAlias(entry.getKey(), entry.getValue());
      }
    }
    return result;
  }

  /** The number of labels. */
  public int size() {
    return names.size();
  }

  /**
   * The name at an index.
   *
   * @throws IllegalArgumentException if the index is not in {@code 0 .. size() - 1}
   */
  public String name(int index) {
    if (index < 0 || index >= names.size()) {
      throw new IllegalArgumentException(
          "label index "
              + index
              + " is outside 0.."
              + (names.size() - 1)
              + " of the labels "
              + String.join(", ", names));
    }
    return names.get(index);
  }

  /**
   * The index of a label.
   *
   * @param label a name or an alias, in any case
   * @throws IllegalArgumentException if the set does not know it; the message lists the labels that
   *     it knows
   */
  public int index(String label) {
    Integer index = indices.get(fold(label));
    if (index == null) {
      throw new IllegalArgumentException(
          "unknown label '"
              + label
              + "'; known: "
              + String.join(", ", names)
              + described(aliases.keySet()));
    }
    return index;
  }

  /** The name of a label given by name or alias in any case; empty if the set does not know it. */
  public Optional<String> find(String label) {
    return Optional.ofNullable(indices.get(fold(label))).map(names::get);
  }

  /** The names in order; unmodifiable. */
  public List<String> names() {
    return names;
  }

  /**
   * Every other word that the set knows, to the name it stands for, the given ones first, then the
   * standard ones; unmodifiable.
   */
  public Map<String, String> aliases() {
    return aliases;
  }

  private static String described(Set<String> aliases) {
    return aliases.isEmpty() ? "" : " (also by alias: " + String.join(", ", aliases) + ")";
  }

  private static String fold(String label) {
    return label.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the other set has the same names in the same order and understands the same aliases.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelSet that
        && names.equals(that.names)
        && aliases.equals(that.aliases);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + aliases.hashCode();
  }

  /** The names, such as {@code LabelSet[joy, anger]}. */
  @Override
  public String toString() {
    return "LabelSet" + names;
  }
}
