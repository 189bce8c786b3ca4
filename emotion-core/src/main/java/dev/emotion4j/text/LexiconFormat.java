package dev.emotion4j.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which columns of a lexicon's file hold what. Immutable. Written as a line, so that it can stand
 * in settings and on a command line:
 *
 * <pre>{@code
 * comma word=Word value=valence,arousal,dominance
 * tab word=word category=emotion
 * tab word=concept value=pleasantness,polarity related=related
 * keyed word=word1 category=type,priorpolarity
 * triples
 * }</pre>
 *
 * <p>Columns are named as in the file's first line; if all of them are numbers, they are counted
 * from 1 and the first line is an entry like any other. {@code keyed} lines hold {@code key=value}
 * words. {@code triples} are lines of subject, predicate and object, parted by tabs or as
 * N-Triples: an object that is a number is an affect value named by the predicate, any other is a
 * related concept.
 *
 * @param kind how lines are parted
 * @param word the column of the word or concept; {@code _} in it stands for a space
 * @param values columns of numbers, each an affect dimension
 * @param categories columns of names, each name an affect dimension that is 1 or 0
 * @param related a column of related words, parted by {@code |}
 */
public record LexiconFormat(
    Kind kind,
    String word,
    List<String> values,
    List<String> categories,
    Optional<String> related) {
  /** How a line is parted. */
  public enum Kind {
    /** By tabs. */
    TAB,
    /** By commas; a field in double quotes may hold commas. */
    COMMA,
    /** By spaces into {@code key=value}. */
    KEYED,
    /** Into subject, predicate and object. */
    TRIPLES
  }

  /** Subject, predicate and object. */
  public static final LexiconFormat TRIPLES =
      new LexiconFormat(Kind.TRIPLES, "", List.of(), List.of(), Optional.empty());

  /** Copies the lists; checks that there is a word and something about it. */
  public LexiconFormat {
    values = List.copyOf(values);
    categories = List.copyOf(categories);
    boolean columns =
        !word.isEmpty() || !values.isEmpty() || !categories.isEmpty() || related.isPresent();
    if (kind == Kind.TRIPLES && columns) {
      throw new IllegalArgumentException("triples with columns; expected 'triples' alone");
    }
    if (kind != Kind.TRIPLES && (word.isEmpty() || (values.isEmpty() && categories.isEmpty()))) {
      throw new IllegalArgumentException(
          "a lexicon's format without "
              + (word.isEmpty() ? "the column of the word" : "values and categories")
              + "; expected a line such as 'tab word=word value=valence'");
    }
  }

  /** Returns the format that a line describes. */
  public static LexiconFormat of(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
      if (!List.of("word", "value", "category", "related").contains(name)
          || equals == parts[i].length() - 1
          || equals < 0
          || named.put(name, parts[i].substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "'"
                + parts[i]
                + "' in a lexicon's format; expected word=, value=, category= and related=, each"
                + " once, with names of columns");
      }
    }
    return new LexiconFormat(
        kind(parts[0]),
        named.getOrDefault("word", ""),
        names(named.get("value")),
        names(named.get("category")),
        Optional.ofNullable(named.get("related")));
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (name(kind).equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "a lexicon's format begins with '" + name + "'; expected tab, comma, keyed or triples");
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static List<String> names(@org.jspecify.annotations.Nullable String joined) {
    return joined == null ? List.of() : List.of(joined.split(",", -1));
  }

  boolean isNumbered() {
    List<String> all = new ArrayList<>(values);
    all.addAll(categories);
    all.add(word);
    related.ifPresent(all::add);
    return kind != Kind.KEYED && all.stream().allMatch(name -> name.matches("[1-9][0-9]{0,3}"));
  }

  /** Returns the line that {@link #of} takes. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(name(kind));
    if (kind != Kind.TRIPLES) {
      line.append(" word=").append(word);
    }
    if (!values.isEmpty()) {
      line.append(" value=").append(String.join(",", values));
    }
    if (!categories.isEmpty()) {
      line.append(" category=").append(String.join(",", categories));
    }
    related.ifPresent(column -> line.append(" related=").append(column));
    return line.toString();
  }
}
