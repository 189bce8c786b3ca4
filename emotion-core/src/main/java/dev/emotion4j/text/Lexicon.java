package dev.emotion4j.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Words and concepts with standardised affect values, looked up in texts. Immutable and
 * thread-safe; {@link #toString} shows no entry.
 *
 * <p>Look-up goes from left to right and takes the longest entry that begins at a word: words of
 * alphabetic languages without regard to case, concepts of several words, and, for scripts without
 * spaces, forward maximum matching over characters. Nothing is stemmed. Punctuation ends a match.
 *
 * <p>A match is negated if one of the three words before it is an English negation ({@code not},
 * {@code never}, {@code don't} ...) or one of the two characters before it a Chinese one ({@code
 * 不}, {@code 没} ...), with no punctuation between and not as a part of another match of several
 * words. A negated match counts {@value #NEGATED} times its values, the factor of VADER (Hutto and
 * Gilbert, 2014).
 */
public final class Lexicon {
  /** What the values of a negated match are multiplied by. */
  public static final double NEGATED = -0.74;

  static final int MOST_WORDS = 16;

  private static final int REACH = 3;
  private static final int REACH_UNSPACED = 2;
  private static final Set<String> NEGATIONS =
      Set.of(
          "not",
          "no",
          "never",
          "nor",
          "neither",
          "without",
          "cannot",
          "hardly",
          "barely",
          "nothing",
          "nobody",
          "dont",
          "didnt",
          "doesnt",
          "isnt",
          "wasnt",
          "arent",
          "werent",
          "cant",
          "couldnt",
          "wont",
          "wouldnt",
          "shouldnt",
          "havent",
          "hasnt",
          "hadnt",
          "aint");
  private static final Set<String> NEGATIONS_UNSPACED =
      Set.of("不", "没", "沒", "无", "無", "别", "別", "未", "勿", "莫", "非");

  /** A word, with what may follow it. */
  private static final class Node {
    final Map<String, Node> next = new HashMap<>(2);
    float @Nullable [] values;
  }

  /**
   * Where an entry was found.
   *
   * @param words how many words it covers
   * @param negated whether it is negated
   * @param values its standardised values, negation applied; not to be written to
   */
  public record Match(int words, boolean negated, float[] values) {}

  /**
   * What was found in a text.
   *
   * @param matches from left to right
   * @param words how many words the text has, or characters where a script has no spaces
   */
  public record Found(List<Match> matches, int words) {
    /** Returns the share of words that are covered by matches, 0 to 1. */
    public double coverage() {
      int covered = matches.stream().mapToInt(Match::words).sum();
      return words == 0 ? 0 : (double) covered / words;
    }
  }

  private final List<String> dimensions;
  private final Node root = new Node();
  private final int size;

  Lexicon(List<String> dimensions, Map<String, float[]> entries) {
    this.dimensions = List.copyOf(dimensions);
    this.size = entries.size();
    entries.forEach(
        (entry, values) -> {
          Node node = root;
          for (String word : entry.split(" ", -1)) {
            node = node.next.computeIfAbsent(word, w -> new Node());
          }
          node.values = values;
        });
  }

  /**
   * Reads a lexicon; relations in it are left aside. See {@link ConceptGraph#read}.
   *
   * @throws dev.emotion4j.model.FormatException if the file is not of this format
   */
  public static Lexicon read(Path file, LexiconFormat format) throws IOException {
    return ConceptGraph.read(file, format).lexicon();
  }

  /** Returns the affect dimensions, in the order of {@link Match#values}. */
  public List<String> dimensions() {
    return dimensions;
  }

  /** Returns how many words and concepts there are. */
  public int size() {
    return size;
  }

  /** Looks a text up. Takes time in proportion to its length. */
  public Found find(String text) {
    List<String> words = Words.of(text);
    boolean[] within = new boolean[words.size()]; // of a match of several words
    List<Match> matches = new ArrayList<>();
    for (int at = 0; at < words.size(); ) {
      int length = 0;
      float[] values = null;
      Node node = root;
      for (int i = at; i < words.size(); i++) {
        node = node.next.get(words.get(i));
        if (node == null) {
          break;
        }
        if (node.values != null) {
          values = node.values;
          length = i - at + 1;
        }
      }
      if (values != null) {
        boolean negated = isNegated(words, at, within);
        matches.add(new Match(length, negated, negated ? negated(values) : values));
        java.util.Arrays.fill(within, at, at + length, length > 1);
      }
      at += Math.max(1, length);
    }
    return new Found(matches, (int) words.stream().filter(w -> !w.equals(Words.BREAK)).count());
  }

  private static boolean isNegated(List<String> words, int at, boolean[] within) {
    for (int back = 1; back <= REACH && at - back >= 0; back++) {
      String word = words.get(at - back);
      if (word.equals(Words.BREAK)) {
        return false;
      }
      boolean english = NEGATIONS.contains(word) || word.endsWith("n't");
      boolean chinese = back <= REACH_UNSPACED && NEGATIONS_UNSPACED.contains(word);
      if ((english || chinese) && !within[at - back]) {
        return true;
      }
    }
    return false;
  }

  private static float[] negated(float[] values) {
    float[] turned = values.clone();
    for (int d = 0; d < turned.length; d++) {
      turned[d] *= (float) NEGATED;
    }
    return turned;
  }

  @Override
  public String toString() {
    return size + " words, dimensions " + dimensions;
  }
}
