package dev.emotion4j.peft;

import dev.emotion4j.math.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * How many numbers of a network are trained. Immutable.
 *
 * @param trainable the numbers that change
 * @param total all numbers, those of adapters included
 */
public record ParameterReport(long trainable, long total) {
  /** Counts. */
  public static ParameterReport of(List<Parameter> parameters, Predicate<Parameter> trained) {
    return new ParameterReport(
        parameters.stream().filter(trained).mapToLong(Parameter::size).sum(),
        parameters.stream().mapToLong(Parameter::size).sum());
  }

  /** Returns the share of the trained numbers in percent; 0 of none. */
  public double percent() {
    return total == 0 ? 0 : 100.0 * trainable / total;
  }

  /** Returns the line that PEFT's {@code print_trainable_parameters} prints. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trainable params: %,d || all params: %,d || trainable%%: %.4f",
        trainable,
        total,
        percent());
  }
}
