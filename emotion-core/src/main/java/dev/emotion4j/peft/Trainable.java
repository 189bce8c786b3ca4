package dev.emotion4j.peft;

import dev.emotion4j.math.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which parameters a training changes: predicates for {@code TrainingPlan}. The head (paths below
 * {@code fusion} and {@code classifier}) and what adapters declare are always among them.
 * Stateless.
 */
public final class Trainable {
  private static final Pattern LAYER = Pattern.compile("(?:^|(.*)\\.)layers?\\.(\\d+)\\..*");

  private Trainable() {}

  static boolean isHead(String path) {
    return path.startsWith("fusion.") || path.startsWith("classifier.");
  }

  /** Returns every parameter: full fine-tuning. */
  public static Predicate<Parameter> full() {
    return parameter -> true;
  }

  /** Returns what adapters declared, fusion and classifier; without adapters the head only. */
  public static Predicate<Parameter> adaptersAndHead() {
    return parameter -> parameter.owner() == Parameter.Owner.ADAPTER || isHead(parameter.path());
  }

  /** Returns fusion and classifier only: a linear probe. */
  public static Predicate<Parameter> headOnly() {
    return adaptersAndHead();
  }

  /** Returns biases and the head (BitFit, Ben Zaken et al., 2022). */
  public static Predicate<Parameter> bitFit() {
    return adaptersAndHead().or(parameter -> parameter.path().endsWith(".bias"));
  }

  /** Returns gains and biases of norms, and the head. */
  public static Predicate<Parameter> norms() {
    return adaptersAndHead().or(parameter -> isNorm(parameter.path()));
  }

  private static boolean isNorm(String path) {
    int last = path.lastIndexOf('.');
    String layer = path.substring(path.lastIndexOf('.', last - 1) + 1, Math.max(last, 0));
    return layer.toLowerCase(Locale.ROOT).contains("norm");
  }

  /**
   * Returns the last layers of every encoder, what stands behind them (a pooler), and the head.
   *
   * @param count how many layers, 0 or more
   * @param parameters all of the model's, from which the layers are counted
   */
  public static Predicate<Parameter> topLayers(int count, List<Parameter> parameters) {
    if (count < 0) {
      throw new IllegalArgumentException(count + " layers; expected 0 or more");
    }
    Map<String, Integer> last = new HashMap<>();
    for (Parameter parameter : parameters) {
      Matcher matcher = LAYER.matcher(parameter.path());
      if (matcher.matches()) {
        last.merge(prefix(matcher), Integer.parseInt(matcher.group(2)), Math::max);
      }
    }
    if (last.isEmpty()) {
      throw new IllegalArgumentException(
          "no parameter is named '...layer.N...'; top layers cannot be told in this network");
    }
    return adaptersAndHead().or(parameter -> isTop(parameter.path(), count, last));
  }

  private static boolean isTop(String path, int count, Map<String, Integer> last) {
    Matcher matcher = LAYER.matcher(path);
    if (!matcher.matches()) {
      return path.contains("pooler.");
    }
    Integer top = last.get(prefix(matcher));
    return top != null && Integer.parseInt(matcher.group(2)) > top - count;
  }

  private static String prefix(Matcher matcher) {
    return matcher.group(1) == null ? "" : matcher.group(1);
  }
}
