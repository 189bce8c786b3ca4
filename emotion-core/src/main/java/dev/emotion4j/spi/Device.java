package dev.emotion4j.spi;

/**
 * Where a backend computes.
 *
 * @param name {@code cpu}, or a kind and an index: {@code cuda:0}
 */
public record Device(String name) {
  /** The processor of the machine. */
  public static final Device CPU = new Device("cpu");

  @Override
  public String toString() {
    return name;
  }
}
