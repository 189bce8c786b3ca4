package dev.emotion4j.peft;

/**
 * The parameter-efficient methods by name, for example {@code Adapters.lora(8, 16).on("query",
 * "value")}. Stateless.
 */
public final class Adapters {
  private Adapters() {}

  /** Returns {@link Lora} of this rank and alpha on query and value. */
  public static Lora lora(int rank, double alpha) {
    return Lora.of(rank, alpha);
  }
}
