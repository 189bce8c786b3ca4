package dev.emotion4j.text;

import dev.emotion4j.model.FormatException;
import dev.emotion4j.text.LexiconFormat.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one file of words or concepts. Not thread-safe. */
final class LexiconReader {
  private static final int MOST_ENTRIES = 1_000_000;
  private static final int MOST_DIMENSIONS = 64;
  private static final int MOST_RELATED = 64;
  private static final int MOST_LINE = 1 << 16;
  private static final Pattern TERM =
      Pattern.compile(
          "\\G\\s*(<[^<>\\s]*+>|\"[^\"]*+\"(?:\\^\\^<[^<>\\s]*+>|@[A-Za-z-]++)?+|_:\\S++)");

  private static final float[] NOTHING = {0, 0};

  private final String file;
  private final LexiconFormat format;
  private final Map<String, Map<String, float[]>> values = new LinkedHashMap<>();
  private final Map<String, Integer> repeats = new HashMap<>();
  private final Map<String, Set<String>> related = new LinkedHashMap<>();
  private final Set<String> named = new TreeSet<>(); // dimensions from categories or predicates
  private int line;

  LexiconReader(String file, LexiconFormat format) {
    this.file = file;
    this.format = format;
  }

  ConceptGraph read(byte[] utf8) {
    String text = decoded(utf8);
    @Nullable Map<String, Integer> header = null;
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int stop = end < 0 ? text.length() : end;
      line++;
      if (stop - start > MOST_LINE) {
        throw error("the line has " + (stop - start) + " characters; expected " + MOST_LINE);
      }
      String one = text.substring(start, stop).stripTrailing();
      start = stop + 1;
      if (one.isBlank()) {
        continue;
      }
      if (format.kind() == Kind.TRIPLES) {
        triple(one);
      } else if (format.kind() == Kind.KEYED) {
        entry(keys(one)::get);
      } else if (header == null && !format.isNumbered()) {
        header = header(fields(one));
      } else {
        entry(column(header, fields(one)));
      }
    }
    return graph();
  }

  private String decoded(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(file, "", "the file is no UTF-8; convert it first", e);
    }
  }

  private FormatException error(String problem) {
    return new FormatException(file, "line " + line, problem);
  }

  private List<String> fields(String one) {
    if (format.kind() == Kind.TAB) {
      return List.of(one.split("\t", -1));
    }
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < one.length(); i++) {
      char c = one.charAt(i);
      if (c == '"' && quoted && i + 1 < one.length() && one.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw error("a quote is opened and not closed; expected its end on the same line");
    }
    fields.add(field.toString());
    return fields;
  }

  private Map<String, Integer> header(List<String> fields) {
    Map<String, Integer> header = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      header.put(fields.get(i).strip(), i);
    }
    List<String> wanted = new ArrayList<>(format.values());
    wanted.addAll(format.categories());
    wanted.add(format.word());
    format.related().ifPresent(wanted::add);
    for (String name : wanted) {
      if (!header.containsKey(name)) {
        throw error(
            "no column '"
                + name
                + "' among the "
                + fields.size()
                + " of the first line; name those of the file, or count them from 1");
      }
    }
    return header;
  }

  private Function<String, @Nullable String> column(
      @Nullable Map<String, Integer> header, List<String> fields) {
    return name -> {
      Integer index =
          header == null ? Integer.valueOf(Integer.parseInt(name) - 1) : header.get(name);
      return index == null || index >= fields.size() ? null : fields.get(index);
    };
  }

  private static Map<String, String> keys(String one) {
    Map<String, String> keys = new HashMap<>();
    for (String word : one.split("\\s+", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        keys.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return keys;
  }

  private void entry(Function<String, @Nullable String> column) {
    String word = column.apply(format.word());
    if (word == null) {
      throw error("no '" + format.word() + "'; expected the word or concept there");
    }
    String concept = concept(word);
    if (concept.isEmpty()) {
      return; // punctuation only, or longer than anything that is looked up
    }
    Map<String, Float> found = new HashMap<>();
    for (String name : format.values()) {
      String number = column.apply(name);
      if (number != null && !number.isBlank()) {
        found.put(name, number(name, number));
      }
    }
    for (String name : format.categories()) {
      String category = column.apply(name);
      if (category != null && !category.isBlank()) {
        found.put(dimension(name + "=" + category.strip()), 1f);
      }
    }
    add(concept, found);
    format.related().map(column).ifPresent(others -> relate(concept, others));
  }

  private void relate(String concept, String others) {
    for (String other : others.split("\\|", -1)) {
      String there = concept(other);
      if (!there.isEmpty()) {
        ConceptGraph.relate(related, concept, there, MOST_RELATED);
      }
    }
  }

  private String dimension(String name) {
    if (named.add(name) && named.size() + format.values().size() > MOST_DIMENSIONS) {
      throw error(
          "more than "
              + MOST_DIMENSIONS
              + " different categories or predicates; expected a column of few names");
    }
    return name;
  }

  private float number(String name, String text) {
    float number;
    try {
      number = Float.parseFloat(text.strip());
    } catch (NumberFormatException e) {
      throw new FormatException(
          file, "line " + line, "no number under '" + name + "'; expected one or nothing", e);
    }
    if (!Float.isFinite(number)) {
      throw error("the number under '" + name + "' is not finite; expected one or nothing");
    }
    return number;
  }

  // A word that stands there several times (as noun and as verb, say) gets the mean.
  private void add(String concept, Map<String, Float> found) {
    Map<String, float[]> sums = values.computeIfAbsent(concept, word -> new HashMap<>(4));
    if (values.size() > MOST_ENTRIES) {
      throw error("more than " + MOST_ENTRIES + " entries; expected fewer");
    }
    found.forEach(
        (name, value) -> {
          float[] sum = sums.computeIfAbsent(name, n -> new float[2]);
          sum[0] += value;
          sum[1]++;
        });
    repeats.merge(concept, 1, Integer::sum);
  }

  static String concept(String word) {
    List<String> words = Words.ofEntry(word);
    return words.size() > Lexicon.MOST_WORDS ? "" : String.join(" ", words);
  }

  private void triple(String one) {
    if (one.startsWith("#")) {
      return;
    }
    List<String> terms = one.indexOf('\t') >= 0 ? List.of(one.split("\t", -1)) : terms(one);
    if (terms.size() != 3) {
      throw error(terms.size() + " terms; expected subject, predicate and object");
    }
    String subject = concept(terms.get(0));
    Float value = numberOrNull(terms.get(2));
    if (subject.isEmpty()) {
      return;
    }
    if (value == null) {
      String object = concept(terms.get(2));
      if (!object.isEmpty()) {
        ConceptGraph.relate(related, subject, object, MOST_RELATED);
      }
    } else {
      Map<String, float[]> known = values.computeIfAbsent(subject, word -> new HashMap<>(4));
      if (values.size() > MOST_ENTRIES) {
        throw error("more than " + MOST_ENTRIES + " concepts; expected fewer");
      }
      if (known.put(dimension(terms.get(1).strip()), new float[] {value, 1}) != null) {
        throw error("a second value of one concept and predicate; expected one");
      }
    }
  }

  private List<String> terms(String one) {
    List<String> terms = new ArrayList<>();
    Matcher matcher = TERM.matcher(one);
    int end = 0;
    while (matcher.find()) {
      terms.add(plain(matcher.group(1)));
      end = matcher.end();
    }
    if (!one.substring(end).strip().equals(".")) {
      throw error("no triple; expected <subject> <predicate> <object or \"literal\"> and a dot");
    }
    return terms;
  }

  // Of an address the part behind the last # or / names the concept; of a literal what is quoted.
  private static String plain(String term) {
    if (term.startsWith("\"")) {
      return term.substring(1, term.indexOf('"', 1));
    }
    String address =
        term.startsWith("<") ? term.substring(1, term.length() - 1) : term.substring(2);
    int cut = Math.max(address.lastIndexOf('#'), address.lastIndexOf('/'));
    return address.substring(cut + 1);
  }

  private static @Nullable Float numberOrNull(String text) {
    String one = text.strip();
    if (!one.matches("[+-]?[0-9]{1,9}(\\.[0-9]{0,12})?([eE][+-]?[0-9]{1,2})?")) {
      return null;
    }
    float number = Float.parseFloat(one);
    return Float.isFinite(number) ? number : null;
  }

  private ConceptGraph graph() {
    if (values.isEmpty()) {
      throw new FormatException(file, "", "no word with values; is this the right format?");
    }
    List<String> dimensions = new ArrayList<>(format.values());
    dimensions.addAll(named);
    Map<String, float[]> rows = new LinkedHashMap<>();
    values.forEach(
        (concept, found) -> {
          float[] row = new float[dimensions.size()];
          for (int d = 0; d < row.length; d++) {
            boolean category = d >= format.values().size() && format.kind() != Kind.TRIPLES;
            float[] sum = found.getOrDefault(dimensions.get(d), NOTHING);
            row[d] = sum[0] / (category ? repeats.getOrDefault(concept, 1) : sum[1]);
          }
          rows.put(concept, row); // not a number where nothing is said
        });
    return new ConceptGraph(dimensions, rows, related);
  }
}
