package dev.emotion4j.math;

/**
 * A named input that a network declares. Its symbols ({@code batch}, {@code tokens} ...) are the
 * ones that the network's shapes are written in; the same symbol in two inputs means equal sizes.
 *
 * @param name the name, also in ONNX and TorchScript files
 * @param spec type and shape; axis 0 is the batch
 */
public record Input(String name, Spec spec) {
  /** The batch axis of every input. */
  public static final Dim BATCH = Dim.symbol("batch");

  /** Returns an input of the given type and dimensions. */
  public static Input of(String name, Type type, Dim... dims) {
    return new Input(name, new Spec(type, Shape.of(dims)));
  }
}
