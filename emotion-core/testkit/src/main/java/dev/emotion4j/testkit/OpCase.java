package dev.emotion4j.testkit;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A network of one operation (or few), with a name that says which behaviour it shows.
 *
 * @param name the behaviour
 * @param inputs what it takes
 * @param body gives the output {@code out}
 */
record OpCase(String name, List<Input> inputs, Body body) implements Network {
  /** A body over untyped values. */
  interface Body {
    Object apply(Env env);
  }

  /**
   * Writes a case in short.
   *
   * @param inputs each as {@code "name type dims"}, for example {@code "x f32 batch tokens 4"}
   */
  static OpCase of(String name, Body body, String... inputs) {
    return new OpCase(name, Arrays.stream(inputs).map(OpCase::input).toList(), body);
  }

  static Input input(String text) {
    String[] parts = text.split(" ");
    Dim[] dims = new Dim[parts.length - 2];
    for (int i = 0; i < dims.length; i++) {
      String dim = parts[i + 2];
      dims[i] = Character.isDigit(dim.charAt(0)) ? Dim.of(Integer.parseInt(dim)) : Dim.symbol(dim);
    }
    return Input.of(parts[0], Type.valueOf(parts[1].toUpperCase(Locale.ROOT)), dims);
  }

  @Override
  @SuppressWarnings("unchecked") // the body sees values of one interpreter only
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Object out = body.apply(new Env((Scope<Object>) scope, (Values<Object>) inputs));
    return Values.of("out", (T) out);
  }

  @Override
  public String toString() {
    return name;
  }
}
