package dev.emotion4j.peft;

import dev.emotion4j.math.Site;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which sites an adapter wraps, told as PEFT's {@code target_modules} are: names of layers, a
 * regular expression over whole paths, or all linear layers. Immutable data, so that it can be
 * saved.
 *
 * @param how what {@code names} means
 * @param names the names, or the one expression, or nothing
 */
public record Targets(How how, List<String> names) {
  /** The ways to choose. */
  public enum How {
    /** Sites whose path is the name or ends with it after a dot. */
    NAMES,
    /** Sites whose whole path matches the regular expression. */
    PATTERN,
    /** Every linear site but {@code classifier}. */
    ALL_LINEAR
  }

  /** Every linear layer but the one named {@code classifier}, PEFT's {@code all-linear}. */
  public static final Targets ALL_LINEAR = new Targets(How.ALL_LINEAR, List.of());

  /** Checks the names. */
  public Targets {
    names = List.copyOf(names);
    if (how == How.NAMES && (names.isEmpty() || names.stream().anyMatch(String::isBlank))) {
      throw new IllegalArgumentException(
          "target modules " + names + "; expected names such as 'query', 'value'");
    }
    if (how == How.PATTERN) {
      Pattern.compile(names.get(0));
    }
  }

  /** Returns sites by the last parts of their path, for example {@code names("query", "value")}. */
  public static Targets names(String... names) {
    return new Targets(How.NAMES, List.of(names));
  }

  /** Returns sites whose whole path matches a regular expression. */
  public static Targets matching(String expression) {
    return new Targets(How.PATTERN, List.of(expression));
  }

  /** Returns whether the site is one of them. */
  public boolean include(Site.Kind kind, String path) {
    return switch (how) {
      case NAMES -> names.stream().anyMatch(name -> endsWith(path, name));
      case PATTERN -> path.matches(names.get(0));
      case ALL_LINEAR -> kind == Site.Kind.LINEAR && !endsWith(path, "classifier");
    };
  }

  static boolean endsWith(String path, String name) {
    return path.endsWith(name)
        && (path.length() == name.length()
            || path.charAt(path.length() - name.length() - 1) == '.');
  }

  @Override
  public String toString() {
    return how == How.ALL_LINEAR ? "all-linear" : names.toString();
  }
}
