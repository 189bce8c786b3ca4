package dev.emotion4j.math;

import java.util.ArrayList;
import java.util.List;

/** Works out the target of a reshape. */
final class Reshaping {
  private Reshaping() {}

  /** Returns the target with {@link Dim#REST} replaced by what is left. */
  static Shape resolve(Shape from, List<Dim> target) {
    List<Dim> left = new ArrayList<>(from.dims());
    List<Dim> open = new ArrayList<>();
    for (Dim dim : target) {
      if (!left.remove(dim)) {
        open.add(dim);
      }
    }
    long rests = open.stream().filter(d -> d == Dim.REST).count();
    boolean known = open.stream().allMatch(d -> d == Dim.REST || d.isNumber());
    if (rests > 1 || !known) {
      throw mismatch(from, target, "symbols of the operand, numbers and at most one REST");
    }
    Dim symbols = Dim.of(1);
    long available = 1;
    for (Dim dim : left) {
      if (dim.isNumber()) {
        available *= dim.number();
      } else {
        symbols = symbols.times(dim);
      }
    }
    long wanted =
        open.stream().filter(d -> d != Dim.REST).mapToLong(Dim::number).reduce(1, (a, b) -> a * b);
    if (rests == 0) {
      if (available != wanted || !symbols.equals(Dim.of(1))) {
        throw mismatch(from, target, "equally many elements");
      }
      return new Shape(target);
    }
    if (wanted == 0 || available % wanted != 0) {
      throw mismatch(from, target, "a whole number for REST");
    }
    Dim rest = symbols.times(Dim.of(available / wanted));
    return new Shape(target.stream().map(d -> d == Dim.REST ? rest : d).toList());
  }

  private static IllegalArgumentException mismatch(Shape from, List<Dim> target, String expected) {
    return new IllegalArgumentException(
        "reshape: " + from + " to " + target + "; expected " + expected);
  }
}
