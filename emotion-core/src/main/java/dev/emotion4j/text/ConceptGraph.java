package dev.emotion4j.text;

import dev.emotion4j.model.Folders;
import dev.emotion4j.model.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words or concepts with affect values, and which of them are related: a lexicon with edges.
 * Immutable. A file without relations is a graph without edges.
 *
 * <p>Files of at most 64 MB and a million entries are read, strictly as UTF-8. Of a concept at most
 * 64 relations count, and concepts of more than 16 words are left out.
 */
public final class ConceptGraph {
  static final int MOST_BYTES = 64 << 20;

  // Below this share of its mean a dimension's deviation is rounding.
  private static final double ROUNDING = 1e-6;

  private final List<String> dimensions;
  private final Map<String, float[]> values;
  private final Map<String, Set<String>> related;

  ConceptGraph(
      List<String> dimensions, Map<String, float[]> values, Map<String, Set<String>> related) {
    this.dimensions = List.copyOf(dimensions);
    this.values = values;
    this.related = related;
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it is not of this format; the message tells the line, never its
   *     content
   */
  public static ConceptGraph read(Path file, LexiconFormat format) throws IOException {
    Folders.refuse(file, "a file of words or concepts");
    long size = Files.size(file);
    String name = String.valueOf(file.getFileName());
    if (size > MOST_BYTES) {
      throw new FormatException(name, "", size + " bytes; at most " + MOST_BYTES + " are read");
    }
    return parse(name, Files.readAllBytes(file), format);
  }

  /**
   * Reads what a file holds.
   *
   * @param name for messages
   * @throws FormatException if it is not of this format
   */
  public static ConceptGraph parse(String name, byte[] utf8, LexiconFormat format) {
    return new LexiconReader(name, format).read(utf8);
  }

  /** Returns the affect dimensions: value columns, then {@code column=name} per category. */
  public List<String> dimensions() {
    return dimensions;
  }

  /** Returns how many words or concepts have values of their own. */
  public int size() {
    return values.size();
  }

  /** Returns how many pairs of concepts are related. */
  public int relations() {
    return related.values().stream().mapToInt(Set::size).sum() / 2;
  }

  /** Returns the concepts with values of their own as a lexicon; relations are left aside. */
  public Lexicon lexicon() {
    return lexicon(0);
  }

  /**
   * Returns a lexicon in which values have spread over one hop. Values are standardised first:
   * every dimension has mean 0 and deviation 1 over the concepts that have it (a constant one is 0,
   * and so is what a concept does not have). Then a concept with the value {@code v}, whose related
   * concepts have the mean {@code m}, gets {@code (v + weight m) / (1 + weight)}; one without a
   * value of its own counts as {@code v = 0}, the average, and comes into the lexicon. Relations go
   * both ways.
   *
   * @param weight how much related concepts count against the concept itself, 0 (not at all) to 10
   */
  public Lexicon lexicon(double weight) {
    if (!(weight >= 0 && weight <= 10)) {
      throw new IllegalArgumentException("spread " + weight + "; expected 0 to 10");
    }
    Map<String, float[]> standard = standardised();
    if (weight == 0) {
      return new Lexicon(dimensions, standard);
    }
    Map<String, float[]> spread = new LinkedHashMap<>(standard);
    related.forEach(
        (concept, others) -> {
          List<float[]> known = new ArrayList<>();
          for (String other : others) {
            float[] there = standard.get(other);
            if (there != null) {
              known.add(there);
            }
          }
          if (!known.isEmpty()) {
            float[] own = standard.getOrDefault(concept, new float[dimensions.size()]);
            spread.put(concept, mixed(own, known, weight));
          }
        });
    return new Lexicon(dimensions, spread);
  }

  private static float[] mixed(float[] own, List<float[]> others, double weight) {
    float[] mixed = new float[own.length];
    for (int d = 0; d < own.length; d++) {
      double mean = 0;
      for (float[] other : others) {
        mean += other[d] / others.size();
      }
      mixed[d] = (float) ((own[d] + weight * mean) / (1 + weight));
    }
    return mixed;
  }

  private Map<String, float[]> standardised() {
    Map<String, float[]> standard = new LinkedHashMap<>();
    values.forEach((word, row) -> standard.put(word, new float[row.length]));
    for (int d = 0; d < dimensions.size(); d++) {
      int column = d;
      double[] known =
          values.values().stream()
              .mapToDouble(row -> row[column])
              .filter(value -> !Double.isNaN(value))
              .toArray();
      double mean = Arrays.stream(known).average().orElse(0);
      double deviation =
          Math.sqrt(Arrays.stream(known).map(v -> (v - mean) * (v - mean)).average().orElse(0));
      if (deviation > ROUNDING * Math.abs(mean)) {
        values.forEach(
            (word, row) -> {
              double scaled = (row[column] - mean) / deviation;
              float[] scaledRow = standard.getOrDefault(word, row);
              scaledRow[column] = Double.isNaN(scaled) ? 0 : (float) scaled;
            });
      }
    }
    return standard;
  }

  /** Adds a relation both ways. */
  static void relate(Map<String, Set<String>> related, String a, String b, int most) {
    if (!a.equals(b)) {
      Set<String> ofA = related.computeIfAbsent(a, word -> new LinkedHashSet<>());
      Set<String> ofB = related.computeIfAbsent(b, word -> new LinkedHashSet<>());
      boolean room = ofA.size() < most && ofB.size() < most;
      if (room) {
        ofA.add(b);
        ofB.add(a);
      }
    }
  }

  @Override
  public String toString() {
    return size() + " concepts, " + relations() + " relations, dimensions " + dimensions;
  }
}
