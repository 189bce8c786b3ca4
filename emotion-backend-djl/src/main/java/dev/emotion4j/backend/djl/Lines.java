package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a TorchScript method as they are written: each gives one value a name. Used by one
 * thread.
 */
abstract class Lines {
  private final StringBuilder lines = new StringBuilder();
  private final List<Tensor> constants;
  private int count;

  /**
   * Starts an empty text.
   *
   * @param constants collects the constants that are not written as literals: the script's {@code
   *     c}
   */
  Lines(List<Tensor> constants) {
    this.constants = constants;
  }

  /** Returns the lines written so far. */
  String text() {
    return lines.toString();
  }

  /** Returns the expression that reads a value. */
  String read(Value x) {
    return x.constant() == null ? x.name() : read(x.constant());
  }

  private String read(Tensor constant) {
    int at = constants.indexOf(constant);
    if (at < 0) {
      at = constants.size();
      constants.add(constant);
    }
    return "c[" + at + "]";
  }

  Value line(Spec spec, String function, String... arguments) {
    return line(spec, false, function, arguments);
  }

  Value line(Spec spec, boolean alias, String function, String... arguments) {
    String name = "v" + count++;
    lines.append("    ").append(name).append(" = torch.").append(function).append('(');
    lines.append(String.join(", ", arguments)).append(")\n");
    return new Value(name, spec, null, alias);
  }

  /** Returns a literal for a constant without axes, else null. */
  static @Nullable String literal(Value x) {
    Tensor constant = x.constant();
    if (constant == null || constant.rank() != 0) {
      return null;
    }
    switch (constant.type()) {
      case F32 -> {
        float value = constant.getFloat(0);
        return Float.isFinite(value) ? Double.toString(value) : null;
      }
      case I64 -> {
        return Long.toString(constant.longs()[0]);
      }
      default -> {
        return null;
      }
    }
  }

  /** Returns what stands for a second operand: a literal where one can. */
  String second(Value x) {
    String literal = literal(x);
    return literal == null ? read(x) : literal;
  }

  static String list(List<Integer> numbers) {
    return numbers.toString();
  }

  static String list(int... numbers) {
    return Arrays.toString(numbers);
  }

  /** Returns a size, read at run time where it is not known. */
  String size(Value x, int axis) {
    Dim dim = x.spec().shape().dim(axis);
    return dim.isNumber() ? dim.toString() : "torch.size(" + read(x) + ", " + axis + ")";
  }
}
