package dev.emotion4j.fusion;

import dev.emotion4j.signal.LabelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@link LateFusion} as settings: {@code labels}, {@code aliases} if there are some of its own, and
 * per branch {@code branch.0.labels}, {@code .temperature}, {@code .prior}, {@code .weight}. Lists
 * are separated by commas; commas and percent signs within a label are written {@code %2C} and
 * {@code %25}.
 */
final class LateSettings {
  private static final String LABELS = "labels";
  private static final String ALIASES = "aliases";
  private static final String TEMPERATURE = "temperature";
  private static final String PRIOR = "prior";
  private static final String WEIGHT = "weight";

  private LateSettings() {}

  private static String key(int branch, String name) {
    return "branch." + branch + "." + name;
  }

  static Map<String, String> write(LateFusion fusion) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(LABELS, joined(fusion.labels().names()));
    LabelSet plain = LabelSet.of(fusion.labels().names());
    List<String> aliases = new ArrayList<>();
    fusion
        .labels()
        .aliases()
        .forEach(
            (alias, name) -> {
              if (!plain.find(alias).equals(Optional.of(name))) {
                aliases.add(alias);
                aliases.add(name);
              }
            });
    if (!aliases.isEmpty()) {
      settings.put(ALIASES, joined(aliases));
    }
    for (int i = 0; i < fusion.branches().size(); i++) {
      LateFusion.Branch branch = fusion.branches().get(i);
      settings.put(key(i, LABELS), joined(branch.labels()));
      settings.put(key(i, TEMPERATURE), Double.toString(branch.temperature()));
      settings.put(key(i, PRIOR), joined(branch.prior().stream().map(String::valueOf).toList()));
      settings.put(key(i, WEIGHT), Double.toString(branch.weight()));
    }
    return settings;
  }

  static LateFusion read(Map<String, String> settings) {
    Set<String> known = new HashSet<>(Set.of(LABELS, ALIASES));
    LabelSet pool = LabelSet.of(split(Settings.text(LateFusion.NAME, settings, LABELS)));
    List<LateFusion.Branch> branches = new ArrayList<>();
    while (branches.isEmpty() || settings.containsKey(key(branches.size(), LABELS))) {
      int i = branches.size();
      for (String name : List.of(LABELS, TEMPERATURE, PRIOR, WEIGHT)) {
        known.add(key(i, name));
      }
      List<String> labels = split(Settings.text(LateFusion.NAME, settings, key(i, LABELS)));
      String prior = settings.get(key(i, PRIOR));
      branches.add(
          new LateFusion.Branch(
              labels,
              number(settings, key(i, TEMPERATURE)),
              prior == null
                  ? labels.stream().map(label -> 1.0).toList()
                  : split(prior).stream().map(share -> number(key(i, PRIOR), share)).toList(),
              number(settings, key(i, WEIGHT))));
    }
    Settings.only(LateFusion.NAME, settings, known);
    return new LateFusion(pool.withAliases(aliases(settings)), branches);
  }

  private static Map<String, String> aliases(Map<String, String> settings) {
    Map<String, String> aliases = new LinkedHashMap<>();
    if (settings.containsKey(ALIASES)) {
      List<String> words = split(Settings.text(LateFusion.NAME, settings, ALIASES));
      if (words.size() % 2 != 0) {
        throw new IllegalArgumentException(
            "the setting 'aliases' of fusion 'late' has "
                + words.size()
                + " words; expected pairs of an alias and a label");
      }
      for (int i = 0; i < words.size(); i += 2) {
        aliases.put(words.get(i), words.get(i + 1));
      }
    }
    return aliases;
  }

  // What is left out is 1.
  private static double number(Map<String, String> settings, String key) {
    return number(key, settings.getOrDefault(key, "1"));
  }

  private static double number(String key, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the setting '" + key + "' of fusion 'late' has '" + value + "'; expected a number", e);
    }
  }

  private static String joined(List<String> words) {
    return String.join(
        ",", words.stream().map(w -> w.replace("%", "%25").replace(",", "%2C")).toList());
  }

  private static List<String> split(String words) {
    return Arrays.stream(words.split(",", -1))
        .map(word -> word.replace("%2C", ",").replace("%25", "%"))
        .toList();
  }
}
